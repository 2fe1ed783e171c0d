package io.github.twohead.runtime.internal.formats;

import java.nio.ByteBuffer;
import java.util.List;
import java.util.Map;

/**
 * A file of a network that was checked, and can be given to an interpreter.
 *
 * @param content the whole file, direct; must not change
 * @param input what goes in
 * @param outputs what comes out, in the order of the file
 * @param metadata what the file says of itself, by key
 */
public record NetworkFile(
    ByteBuffer content,
    ImageInput input,
    List<NetworkOutput> outputs,
    Map<String, String> metadata) {

  public NetworkFile {
    outputs = List.copyOf(outputs);
    metadata = Map.copyOf(metadata);
  }
}
