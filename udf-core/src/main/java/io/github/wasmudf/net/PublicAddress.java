package io.github.wasmudf.net;

import java.net.InetAddress;

/** Tells the addresses of the internet from those of the own machine and network. */
public final class PublicAddress {
  private PublicAddress() {}

  /**
   * Whether an address is one of the public internet. Loopback, private, link-local, multicast,
   * reserved and documentation addresses are not; nor are IPv6 addresses that lead to an IPv4
   * address inside them (6to4, Teredo, NAT64).
   */
  public static boolean is(InetAddress address) {
    byte[] bytes = address.getAddress();
    return bytes.length == 4 ? isPublic4(bytes) : isPublic6(bytes);
  }

  private static boolean isPublic4(byte[] bytes) {
    int first = bytes[0] & 0xff;
    int second = bytes[1] & 0xff;
    int third = bytes[2] & 0xff;
    return switch (first) {
      case 0, 10, 127 -> false;
      case 100 -> second < 64 || second > 127;
      case 169 -> second != 254;
      case 172 -> second < 16 || second > 31;
      case 192 ->
          second != 168
              && !(second == 0 && (third == 0 || third == 2))
              && !(second == 88 && third == 99);
      case 198 -> second != 18 && second != 19 && !(second == 51 && third == 100);
      case 203 -> !(second == 0 && third == 113);
      default -> first < 224;
    };
  }

  /** Of the public block 2000::/3, what is not 2001::/23, 2001:db8::/32 or 2002::/16. */
  private static boolean isPublic6(byte[] bytes) {
    int first = (bytes[0] & 0xff) << 8 | (bytes[1] & 0xff);
    int second = (bytes[2] & 0xff) << 8 | (bytes[3] & 0xff);
    return (first & 0xe000) == 0x2000
        && first != 0x2002
        && !(first == 0x2001 && (second < 0x200 || second == 0xdb8));
  }
}
