package io.github.twohead.runtime.internal.formats;

import io.github.twohead.HeadSpec;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * The metadata of a model's file, texts by key: the manifest, what the network takes, the digest.
 *
 * <p>The digest is the SHA-256 of the file, in 64 hexadecimal digits: of the whole file with zeros
 * in place of the digits, so that no byte can change unnoticed. The zeros are digits; exports with
 * a manifest of format 1 have bytes of zero there, which are right as well.
 */
public final class FileMetadata {
  /** The manifest. All other keys start with this one. */
  public static final String MANIFEST = "twohead";

  /** {@link #RAW}, or {@link #NORMALIZED}. */
  public static final String INPUT = "twohead.input";

  /** The network takes pixels as they are, 0 to 255, and normalises them itself. */
  public static final String RAW = "raw";

  /** The network takes pixels that were normalised as the manifest says. */
  public static final String NORMALIZED = "normalized";

  /** The digest of the file. */
  public static final String DIGEST = "twohead.sha256";

  /**
   * What the key begins with under which ONNX files have the labels of a head, whose name follows.
   */
  public static final String LABELS = "twohead.labels.";

  private static final Pattern LINE_BREAK = Pattern.compile("\\R");

  private static final byte[] ZEROS = "0".repeat(64).getBytes(StandardCharsets.ISO_8859_1);
  private static final byte[] ZEROS_OF_FORMAT_1 = new byte[ZEROS.length];

  private FileMetadata() {}

  /**
   * The metadata of an export, before {@link #sign} gives it its digest. The manifest comes first,
   * so that a file that was cut off never passes for one from elsewhere while it holds any of them.
   *
   * @param manifest a manifest's JSON form
   * @param raw whether the network normalises pixels itself
   */
  public static Map<String, String> metadata(String manifest, boolean raw) {
    Map<String, String> texts = new LinkedHashMap<>();
    texts.put(MANIFEST, manifest);
    texts.put(INPUT, raw ? RAW : NORMALIZED);
    texts.put(DIGEST, placeholder(manifest));
    return texts;
  }

  /** The categories of a head as other tools want labels: a line for each, in order. */
  public static String labels(HeadSpec head) {
    return head.categories().stream()
        .map(category -> LINE_BREAK.matcher(category).replaceAll(" ") + "\n")
        .collect(Collectors.joining());
  }

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
    file.put(place, of(file, place, ZEROS).getBytes(StandardCharsets.ISO_8859_1));
  }

  /** Says whether a file is still the one that a digest was made of. */
  public static boolean isUnchanged(ByteBuffer content, String digest) {
    int place = digest.length() == ZEROS.length ? find(content, digest) : -1;
    return place >= 0
        && (of(content, place, ZEROS).equals(digest)
            || of(content, place, ZEROS_OF_FORMAT_1).equals(digest));
  }

  private static String of(ByteBuffer file, int place, byte[] zeros) {
    int end = place + zeros.length;
    MessageDigest digest = sha256();
    digest.update(file.slice(0, place));
    digest.update(zeros);
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

  /**
   * The first place of a text; -1 if it is not there. Searched as Horspool does, who looks at one
   * of 64 bytes only as long as no character of a digest comes up: files have millions.
   */
  private static int find(ByteBuffer file, String text) {
    byte[] wanted = text.getBytes(StandardCharsets.ISO_8859_1);
    int last = wanted.length - 1;
    int[] steps = new int[256];
    Arrays.fill(steps, wanted.length);
    for (int i = 0; i < last; i++) {
      steps[wanted[i] & 0xFF] = last - i;
    }
    for (int place = 0; place + last < file.capacity(); ) {
      int i = last;
      while (i >= 0 && file.get(place + i) == wanted[i]) {
        i--;
      }
      if (i < 0) {
        return place;
      }
      place += steps[file.get(place + last) & 0xFF];
    }
    return -1;
  }
}
