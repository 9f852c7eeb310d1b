package io.github.wasmudf.cli;

import java.util.List;
import java.util.Random;

/**
 * What a support desk might have noted about an order: the TPC-H comment with personal data around
 * it. The same order always has the same note.
 */
final class SupportNotes {
  private static final List<String> PHONES =
      List.of("+49 30 %06d", "(555) 123-%04d", "030/%06d", "+1 555 010 %04d", "+44 (0)20 %06d");

  private SupportNotes() {}

  static String text(long orderKey, long customerKey, String comment) {
    Random random = new Random(orderKey);
    String email = "customer%d@mail%d.example.com".formatted(customerKey, random.nextInt(9));
    return switch (random.nextInt(6)) {
      case 0 -> comment;
      case 1 -> "Answer to " + email + ": " + comment;
      case 2 -> "Paid with " + card(random, 0) + ". " + comment;
      case 3 -> "Call " + phone(random) + " before noon; " + comment;
      // Not a card number: the check digit is wrong. It must stay.
      case 4 -> "Parcel " + card(random, 1) + " is lost. " + comment;
      default -> "Rückruf: " + phone(random) + " oder " + email + " 世界. " + comment;
    };
  }

  private static String phone(Random random) {
    return PHONES.get(random.nextInt(PHONES.size())).formatted(random.nextInt(10_000));
  }

  /** Sixteen digits in groups of four; an error of 0 makes the check digit right. */
  private static String card(Random random, int error) {
    StringBuilder digits = new StringBuilder("4");
    for (int i = 1; i < 15; i++) {
      digits.append(random.nextInt(10));
    }
    int check = 0;
    while (!Redaction.passesLuhn(digits.toString() + check)) {
      check++;
    }
    digits.append((check + error) % 10);
    return digits.toString().replaceAll("(?<=.)(?=(.{4})+$)", " ");
  }
}
