package io.github.wasmudf.conformance.hostile;

import static io.github.wasmudf.conformance.hostile.Sections.leb;

import io.github.wasmudf.conformance.hostile.Sections.Section;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import org.jspecify.annotations.Nullable;

/** Changes to a module that leave it made of sections, so that more than its reader is reached. */
final class SectionMutations {
  /** Operators of one type each, so that the validator lets most exchanges pass. */
  private static final int[][] OPERATORS = {
    {0x6a, 0x78}, {0x7c, 0x8a}, {0x46, 0x4f}, {0x51, 0x5a}, {0x28, 0x2f}, {0x36, 0x3a},
    {0x92, 0x98}, {0xa0, 0xa6}, {0xc0, 0xc1}, {0x20, 0x22}, {0x0c, 0x0d}, {0x02, 0x04}
  };

  private static final String[] MANIFESTS = {
    "{}",
    "{\"name\":\"m\",\"limits\":{\"memoryBytes\":65536,\"timeMillis\":1}}",
    "{\"limits\":{\"memoryBytes\":-1}}",
    "{\"engine\":\"auto\",\"abi\":\"transform\"}",
    "{\"functions\":[{\"name\":\"t\",\"kind\":\"table\",\"columns\":"
        + "[{\"name\":\"a\",\"type\":\"BIGINT\"}]}]}",
    "{\"unknown\":1}",
    "[[[[[[[[[[",
    "{\"name\":\"\\ud800\",\"version\":\"\\u0000\"}"
  };

  private final Random random;
  private final ByteMutations bytes;
  private final List<byte[]> others;

  /**
   * @param others modules to take sections from
   */
  SectionMutations(Random random, ByteMutations bytes, List<byte[]> others) {
    this.random = random;
    this.bytes = bytes;
    this.others = others;
  }

  /** One change of any kind to a module that is made of sections. */
  byte[] mutate(byte[] module) {
    List<Section> sections = new ArrayList<>(Sections.of(module));
    if (sections.isEmpty()) {
      return bytes.mutate(module);
    }
    switch (random.nextInt(20)) {
      case 0 -> reorder(sections);
      case 1 -> splice(sections);
      case 2 -> {
        return wrongLength(sections);
      }
      case 3 -> resize(sections);
      case 4 -> retype(sections);
      case 5 -> sections.add(random.nextInt(sections.size() + 1), manifest());
      case 6, 7 -> changeOne(sections);
      case 8, 9 -> changeCode(sections);
      default -> changeOperators(sections);
    }
    return Sections.join(sections);
  }

  private void reorder(List<Section> sections) {
    int one = random.nextInt(sections.size());
    int other = random.nextInt(sections.size());
    switch (random.nextInt(5)) {
      case 0 -> Collections.swap(sections, one, other);
      case 1 -> sections.add(other, sections.get(one));
      case 2 -> sections.add(other, sections.remove(one));
      case 3 -> sections.remove(one);
      default -> Collections.shuffle(sections, random);
    }
  }

  /** A section of another module, in the place of this one's or beside it; or its whole end. */
  private void splice(List<Section> sections) {
    List<Section> foreign = Sections.of(others.get(random.nextInt(others.size())));
    int at = random.nextInt(sections.size());
    if (random.nextInt(3) == 0) {
      sections.subList(at, sections.size()).clear();
      foreign.stream().filter(s -> s.id() >= at).forEach(sections::add);
      return;
    }
    Section taken = foreign.get(random.nextInt(foreign.size()));
    for (int i = 0; i < sections.size(); i++) {
      if (sections.get(i).id() == taken.id()) {
        sections.set(i, taken);
        return;
      }
    }
    sections.add(at, taken);
  }

  private byte[] wrongLength(List<Section> sections) {
    int wrong = random.nextInt(sections.size());
    byte[] before = Sections.join(sections.subList(0, wrong));
    Section section = sections.get(wrong);
    byte[] after = Sections.join(sections.subList(wrong + 1, sections.size()));
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    out.writeBytes(before);
    out.write(random.nextInt(8) == 0 ? random.nextInt(256) : section.id());
    byte[] length = leb(section.body().length);
    out.writeBytes(bytes.changeNumber(length, 0));
    out.writeBytes(section.body());
    out.write(after, 8, after.length - 8);
    return out.toByteArray();
  }

  /** Another memory or table, with limits of every kind. */
  private void resize(List<Section> sections) {
    boolean memory = random.nextInt(3) > 0;
    ByteArrayOutputStream body = new ByteArrayOutputStream();
    int count = random.nextInt(8) == 0 ? random.nextInt(4) : 1;
    body.write(count);
    for (int i = 0; i < count; i++) {
      if (!memory) {
        body.write(random.nextInt(6) == 0 ? random.nextInt(256) : 0x70 - random.nextInt(2));
      }
      int flags = random.nextInt(6) == 0 ? random.nextInt(9) : random.nextInt(2);
      body.write(flags);
      body.writeBytes(random.nextBoolean() ? bytes.tricky() : leb(random.nextInt(40)));
      if ((flags & 1) != 0) {
        body.writeBytes(random.nextBoolean() ? bytes.tricky() : leb(random.nextInt(300)));
      }
    }
    put(sections, new Section(memory ? Sections.MEMORY : Sections.TABLE, body.toByteArray()));
  }

  /** Another type for a function, or another value type in a function's type. */
  private void retype(List<Section> sections) {
    int id = random.nextBoolean() ? Sections.TYPE : Sections.FUNCTION;
    for (int i = 0; i < sections.size(); i++) {
      byte[] body = sections.get(i).body();
      if (sections.get(i).id() == id && body.length > 1) {
        byte[] changed = body.clone();
        int at = 1 + random.nextInt(body.length - 1);
        changed[at] =
            (byte) (id == Sections.FUNCTION ? random.nextInt(12) : 0x7f - random.nextInt(6));
        sections.set(i, new Section(id, changed));
      }
    }
  }

  private Section manifest() {
    String json = MANIFESTS[random.nextInt(MANIFESTS.length)];
    byte[] text = json.getBytes(StandardCharsets.UTF_8);
    ByteArrayOutputStream body = new ByteArrayOutputStream();
    body.write(8);
    body.writeBytes("manifest".getBytes(StandardCharsets.UTF_8));
    body.writeBytes(random.nextInt(3) == 0 ? bytes.mutate(text) : text);
    return new Section(Sections.CUSTOM, body.toByteArray());
  }

  private void put(List<Section> sections, Section section) {
    for (int i = 0; i < sections.size(); i++) {
      int id = sections.get(i).id();
      if (id == section.id()) {
        sections.set(i, section);
        return;
      }
      if (id > section.id() && id <= Sections.CODE + 1) {
        sections.add(i, section);
        return;
      }
    }
    sections.add(section);
  }

  private void changeOne(List<Section> sections) {
    int at = random.nextInt(sections.size());
    Section section = sections.get(at);
    byte[] body = section.body();
    boolean count = body.length > 0 && random.nextInt(3) == 0;
    sections.set(
        at, new Section(section.id(), count ? bytes.changeNumber(body, 0) : bytes.mutate(body)));
  }

  private void changeCode(List<Section> sections) {
    editCode(sections, bytes::mutate);
  }

  private interface Edit {
    byte[] apply(byte[] body);
  }

  private void editCode(List<Section> sections, Edit edit) {
    for (int i = 0; i < sections.size(); i++) {
      if (sections.get(i).id() == Sections.CODE) {
        List<byte[]> bodies = Sections.functionBodies(sections.get(i).body());
        if (!bodies.isEmpty()) {
          int at = random.nextInt(bodies.size());
          bodies.set(at, edit.apply(bodies.get(at)));
        }
        sections.set(i, new Section(Sections.CODE, Sections.codeSection(bodies)));
        return;
      }
    }
  }

  private void changeOperators(List<Section> sections) {
    editCode(sections, this::changeOperators);
  }

  /** Other operators of the same type, and other small numbers. */
  private byte[] changeOperators(byte[] body) {
    byte[] changed = body.clone();
    int left = 1 + random.nextInt(3);
    for (int tries = 0; tries < 200 && left > 0 && changed.length > 0; tries++) {
      int at = random.nextInt(changed.length);
      int[] range = rangeOf(changed[at] & 0xff);
      if (range != null) {
        changed[at] = (byte) (range[0] + random.nextInt(range[1] - range[0] + 1));
        left--;
      } else if ((changed[at] & 0xff) < 0x20 && random.nextInt(4) == 0) {
        changed[at] = (byte) random.nextInt(0x20);
        left--;
      }
    }
    return changed;
  }

  private static int @Nullable [] rangeOf(int code) {
    for (int[] range : OPERATORS) {
      if (code >= range[0] && code <= range[1]) {
        return range;
      }
    }
    return null;
  }
}
