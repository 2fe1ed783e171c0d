package io.github.twohead.runtime.internal.formats;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/**
 * The SHA-256 of a file that holds it among its metadata, in 64 hexadecimal digits: of the whole
 * file with zeros in place of the digits, so that no byte can change unnoticed.
 */
public final class FileDigest {
  private static final byte[] ZEROS = new byte[64];

  private FileDigest() {}

  /** What to write in place of the digest at first, as the file is not yet known. */
  public static String placeholder(String manifest) {
    return HexFormat.of().formatHex(sha256().digest(manifest.getBytes(StandardCharsets.UTF_8)));
  }

  /**
   * Puts the digest where its placeholder stands.
   *
   * @throws IllegalArgumentException if the placeholder is not in the file
   */
  public static void sign(byte[] content, String placeholder) {
    ByteBuffer file = ByteBuffer.wrap(content);
    int place = find(file, placeholder);
    if (place < 0) {
      throw new IllegalArgumentException("the file has no place for its digest");
    }
    file.put(place, of(file, place).getBytes(StandardCharsets.ISO_8859_1));
  }

  /** Says whether a file is still the one that a digest was made of. */
  public static boolean matches(ByteBuffer content, String digest) {
    int place = digest.length() == ZEROS.length ? find(content, digest) : -1;
    return place >= 0 && of(content, place).equals(digest);
  }

  private static String of(ByteBuffer file, int place) {
    int end = place + ZEROS.length;
    MessageDigest digest = sha256();
    digest.update(file.slice(0, place));
    digest.update(ZEROS);
    digest.update(file.slice(end, file.capacity() - end));
    return HexFormat.of().formatHex(digest.digest());
  }

  private static MessageDigest sha256() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java platform has SHA-256", e);
    }
  }

  /** The first place of a text; -1 if it is not there. */
  private static int find(ByteBuffer file, String text) {
    byte[] wanted = text.getBytes(StandardCharsets.ISO_8859_1);
    for (int place = 0; place <= file.capacity() - wanted.length; place++) {
      int length = 0;
      while (length < wanted.length && file.get(place + length) == wanted[length]) {
        length++;
      }
      if (length == wanted.length) {
        return place;
      }
    }
    return -1;
  }
}
