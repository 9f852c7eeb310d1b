package io.github.wasmudf.engine.endive;

import io.github.wasmudf.engine.CodeFolder;
import io.github.wasmudf.engine.ModuleImage;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.lang.System.Logger.Level;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import run.endive.compiler.internal.ClassLoadingCollector;
import run.endive.compiler.internal.CompilerResult;

/**
 * Generated classes in the {@link CodeFolder}, one file for each module. They are found by the
 * module's bytes, this version of Endive and of Java, and what decides how Endive compiles. A file
 * that is not whole is as good as none. Thread-safe, also beside other processes.
 */
final class KeptClasses {
  private static final System.Logger LOGGER = System.getLogger(KeptClasses.class.getName());

  /** Raised with every change of how we have Endive compile. */
  private static final String GENERATION = "endive-1.0.0-1";

  private static final String SUFFIX = ".classes";
  private static final long MOST_BYTES = 256L << 20;
  private static final int DIGEST_CHARS = 64;

  private static final @Nullable Path FOLDER = CodeFolder.of(GENERATION);
  private static final String SETTINGS = settings();

  private KeptClasses() {}

  /** Endive's own switches decide what it generates, and some the version of Java. */
  private static String settings() {
    StringBuilder settings = new StringBuilder().append(Runtime.version().feature());
    System.getProperties().stringPropertyNames().stream()
        .filter(name -> name.startsWith("endive."))
        .sorted()
        .forEach(name -> settings.append(';').append(name + '=' + System.getProperty(name)));
    return settings.toString();
  }

  /** What was compiled from these bytes before, or null. */
  static @Nullable CompilerResult find(byte[] module) {
    if (FOLDER == null) {
      return null;
    }
    Path file = fileOf(FOLDER, module);
    try {
      CompilerResult found = decode(Files.readAllBytes(file));
      Files.setLastModifiedTime(file, FileTime.from(Instant.now()));
      return found;
    } catch (NoSuchFileException notYet) {
      return null;
    } catch (IOException | RuntimeException | LinkageError broken) {
      LOGGER.log(Level.DEBUG, "kept classes are not used", broken);
      return null;
    }
  }

  /** Keeps what was compiled; a failure concerns nobody but whoever would have found it. */
  static void keep(byte[] module, CompilerResult compiled) {
    if (FOLDER == null) {
      return;
    }
    try {
      Path written = Files.createTempFile(FOLDER, "new", null);
      try {
        Files.write(written, encode(compiled));
        Files.move(written, fileOf(FOLDER, module), StandardCopyOption.ATOMIC_MOVE);
      } finally {
        Files.deleteIfExists(written);
      }
      trim(FOLDER);
    } catch (IOException | RuntimeException notKept) {
      LOGGER.log(Level.DEBUG, "compiled classes are not kept", notKept);
    }
  }

  private static Path fileOf(Path folder, byte[] module) {
    String key = ModuleImage.sha256(module) + ';' + SETTINGS;
    return folder.resolve(ModuleImage.sha256(bytes(key)) + SUFFIX);
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  private static byte[] encode(CompilerResult compiled) throws IOException {
    ByteArrayOutputStream content = new ByteArrayOutputStream();
    DataOutputStream out = new DataOutputStream(content);
    out.writeInt(compiled.interpretedFunctions().size());
    for (int function : compiled.interpretedFunctions()) {
      out.writeInt(function);
    }
    out.writeUTF(compiled.collector().mainClassName());
    out.writeInt(compiled.classBytes().size());
    for (Map.Entry<String, byte[]> each : compiled.classBytes().entrySet()) {
      out.writeUTF(each.getKey());
      out.writeInt(each.getValue().length);
      out.write(each.getValue());
    }
    byte[] digest = bytes(ModuleImage.sha256(content.toByteArray()));
    ByteArrayOutputStream file = new ByteArrayOutputStream();
    file.writeBytes(digest);
    content.writeTo(file);
    return file.toByteArray();
  }

  private static CompilerResult decode(byte[] file) throws IOException {
    byte[] content = Arrays.copyOfRange(file, DIGEST_CHARS, file.length);
    String digest = new String(file, 0, DIGEST_CHARS, StandardCharsets.UTF_8);
    if (!digest.equals(ModuleImage.sha256(content))) {
      throw new IOException("a damaged file");
    }
    DataInputStream in = new DataInputStream(new ByteArrayInputStream(content));
    Set<Integer> interpreted = new HashSet<>();
    for (int left = in.readInt(); left > 0; left--) {
      interpreted.add(in.readInt());
    }
    String main = in.readUTF();
    Map<String, byte[]> classes = new LinkedHashMap<>();
    for (int left = in.readInt(); left > 0; left--) {
      classes.put(in.readUTF(), in.readNBytes(in.readInt()));
    }
    return new CompilerResult(defined(classes, main), interpreted);
  }

  private static ClassLoadingCollector defined(Map<String, byte[]> classes, String main) {
    ClassLoadingCollector collector = new ClassLoadingCollector();
    classes.forEach(
        (name, bytes) -> {
          if (!name.equals(main)) {
            collector.put(name, bytes);
          }
        });
    collector.putMainClass(main, Objects.requireNonNull(classes.get(main)));
    return collector;
  }

  /** Deletes what was not used for the longest time, where all is too much. */
  private static void trim(Path folder) throws IOException {
    List<Path> files;
    try (Stream<Path> list = Files.list(folder)) {
      files = new ArrayList<>(list.filter(f -> f.toString().endsWith(SUFFIX)).toList());
    }
    long bytes = 0;
    for (Path file : files) {
      bytes += size(file);
    }
    files.sort(Comparator.comparing(KeptClasses::lastUsed));
    for (Path file : files) {
      if (bytes <= MOST_BYTES) {
        return;
      }
      bytes -= size(file);
      Files.deleteIfExists(file);
    }
  }

  private static long size(Path file) {
    return Math.max(0, file.toFile().length());
  }

  private static long lastUsed(Path file) {
    return file.toFile().lastModified();
  }
}
