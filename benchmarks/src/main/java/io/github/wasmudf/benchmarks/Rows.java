package io.github.wasmudf.benchmarks;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Random;

/**
 * Seeded inputs. Each is of the wanted length in UTF-8, but for less than one character; JSON is of
 * four bytes at least.
 */
public final class Rows {
  /** Inputs together; beyond the caches, and far below the heap. */
  private static final int BYTES = 16 << 20;

  /** Enough for a query's start to vanish among them; tests take fewer. */
  private static final int MOST = Integer.getInteger("wasmudf.bench.rows", 50_000);

  /** Of a batch where its size is not what is asked. */
  public static final int BATCH = Math.min(1024, MOST);

  private static final int FEWEST = 4;
  private static final String LETTERS = "abcdefghijklmnopqrstuvwxyz   ABCDEFGH,.0123456789";
  private static final String ACCENTED = "aeiou éèêüöäßçñ øåœ άέή щжю";
  private static final String IDEOGRAPHS = "世界数据库插件表格函数行列文字変換処理速度";

  private final Random random;

  private Rows(long seed) {
    random = new Random(seed);
  }

  /** How many rows of a size a benchmark takes; one invocation goes through all of them. */
  public static int count(int size) {
    return count(size, MOST, BYTES);
  }

  /** The same, at most so many, and of so many bytes together. */
  public static int count(int size, int most, int bytes) {
    return Math.min(most, Math.max(FEWEST, bytes / Math.max(1, size)));
  }

  /**
   * Texts for a kind of work.
   *
   * @param data {@code ascii}, {@code accented} or {@code cjk}; only {@code upper} looks at it
   */
  public static List<String> texts(Work work, String data, int size, int count) {
    Rows rows = new Rows(size);
    List<String> texts = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      texts.add(rows.text(work, data, size));
    }
    return texts;
  }

  private String text(Work work, String data, int size) {
    return switch (work) {
      case REDACT -> repeated(size, this::sentence);
      case JSON_PRETTY -> json(size);
      default ->
          switch (data) {
            case "ascii" -> characters(LETTERS, size);
            case "accented" -> characters(ACCENTED, size);
            case "cjk" -> characters(IDEOGRAPHS, size);
            default -> throw new IllegalArgumentException(data);
          };
    };
  }

  /** A million characters are made of a few, many times: making data is not what is measured. */
  private String characters(String alphabet, int size) {
    StringBuilder text = new StringBuilder();
    int bytes = 0;
    while (bytes < Math.min(size, 4096)) {
      char next = alphabet.charAt(random.nextInt(alphabet.length()));
      bytes += next < 0x80 ? 1 : next < 0x800 ? 2 : 3;
      if (bytes <= size) {
        text.append(next);
      }
    }
    return size <= 4096 ? text.toString() : text.toString().repeat(size / 4096);
  }

  private interface Piece {
    String next();
  }

  private static String repeated(int size, Piece piece) {
    StringBuilder text = new StringBuilder();
    while (text.length() < size) {
      text.append(piece.next());
    }
    return text.substring(0, size);
  }

  /** Prose with a contact now and then. */
  private String sentence() {
    return switch (random.nextInt(8)) {
      case 0 -> "write to " + word() + "." + word() + "@example.com soon. ";
      case 1 -> "call +49 30 " + number(1_000_000, 9_000_000) + " or leave a note; ";
      case 2 -> "card 4111 1111 1111 1111 of order " + number(1, 99_999) + ", ";
      default -> word() + " " + word() + " the " + word() + " of " + word() + ", ";
    };
  }

  private String json(int size) {
    StringBuilder text = new StringBuilder("[");
    while (text.length() < size - 60) {
      text.append(text.length() == 1 ? "" : ",")
          .append(
              String.format(
                  Locale.ROOT,
                  "{\"id\":%d,\"name\":\"%s %s\",\"ok\":%b}",
                  number(1, 9_999),
                  word(),
                  word(),
                  random.nextBoolean()));
    }
    text.append(text.length() == 1 ? "\"" : ",\"");
    text.append("x".repeat(Math.max(0, size - text.length() - 2)));
    return text.append("\"]").toString();
  }

  private String word() {
    StringBuilder word = new StringBuilder();
    for (int left = 3 + random.nextInt(7); left > 0; left--) {
      word.append((char) ('a' + random.nextInt(26)));
    }
    return word.toString();
  }

  private int number(int least, int most) {
    return least + random.nextInt(most - least + 1);
  }

  /** The UTF-8 forms of texts, or as many random bytes where the kind of data is binary. */
  public static byte[][] bytes(Work work, String data, int size, int count) {
    if (data.equals("binary")) {
      Random random = new Random(size);
      byte[][] all = new byte[count][size];
      for (byte[] each : all) {
        random.nextBytes(each);
      }
      return all;
    }
    return texts(work, data, size, count).stream()
        .map(text -> text.getBytes(StandardCharsets.UTF_8))
        .toArray(byte[][]::new);
  }

  /** Whether the row at an index is NULL where so many in a hundred are: spread, not in a block. */
  public static boolean isNull(int index, int percent) {
    return index * 37L % 100 < percent;
  }
}
