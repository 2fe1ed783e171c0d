package io.github.twohead.djl.internal.bundle;

import com.google.common.hash.Hashing;
import io.github.twohead.djl.internal.weights.SafeTensors;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;

/** Saved models of odd content, with the digest that belongs to it. */
final class SignedBundle {
  private static final String ZEROS = "0".repeat(64);

  private SignedBundle() {}

  /** A saved model with another manifest. */
  static byte[] withManifest(byte[] file, String manifest) {
    return of(new SafeTensors(Map.of("twohead", manifest), SafeTensors.decode(file).tensors()));
  }

  static byte[] of(SafeTensors content) {
    Map<String, String> metadata = new LinkedHashMap<>();
    metadata.put("twohead.sha256", ZEROS);
    metadata.put("twohead", content.metadata().get("twohead"));
    byte[] file = new SafeTensors(metadata, content.tensors()).encode();
    String digest = Hashing.sha256().hashBytes(file).toString();
    int place = new String(file, StandardCharsets.ISO_8859_1).indexOf(ZEROS);
    return ByteBuffer.wrap(file).put(place, digest.getBytes(StandardCharsets.US_ASCII)).array();
  }
}
