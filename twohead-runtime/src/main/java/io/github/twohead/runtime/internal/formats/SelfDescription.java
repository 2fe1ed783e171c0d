package io.github.twohead.runtime.internal.formats;

import java.util.LinkedHashMap;
import java.util.Map;

/** What an exported network says of itself: texts by key, in its file's metadata. */
public final class SelfDescription {
  /** The manifest, as in a saved model. All other keys start with this one. */
  public static final String MANIFEST = "twohead";

  /** {@link #RAW}, or {@link #NORMALIZED}. */
  public static final String INPUT = "twohead.input";

  /** The network takes pixels as they are, 0 to 255, and normalises them itself. */
  public static final String RAW = "raw";

  /** The network takes pixels that were normalised as the manifest says. */
  public static final String NORMALIZED = "normalized";

  /** The digest of the file; see {@link FileDigest}. */
  public static final String DIGEST = "twohead.sha256";

  private SelfDescription() {}

  /**
   * The metadata of a file, before {@link #sign} gives it its digest. The digest comes first, so
   * that it is not what a file lacks that was cut off.
   *
   * @param manifest a manifest's JSON form
   * @param raw whether the network normalises pixels itself
   */
  public static Map<String, String> metadata(String manifest, boolean raw) {
    Map<String, String> texts = new LinkedHashMap<>();
    texts.put(DIGEST, FileDigest.placeholder(manifest));
    texts.put(MANIFEST, manifest);
    texts.put(INPUT, raw ? RAW : NORMALIZED);
    return texts;
  }

  /** Puts its digest into a file that was written with such metadata. */
  public static void sign(byte[] file, String manifest) {
    FileDigest.sign(file, FileDigest.placeholder(manifest));
  }
}
