package io.github.twohead.djl.internal.export.tflite;

import io.github.twohead.HeadSpec;
import io.github.twohead.Normalization;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * What a file says about itself.
 *
 * @param name of the model
 * @param normalization what the weights expect of the pixels
 * @param normalizes whether the graph begins with the normalisation, so that pixels of 0 to 255 are
 *     put in; otherwise the caller normalises
 * @param heads in the order of the graph's outputs
 * @param metadata further texts by name
 */
public record TfLiteDescription(
    String name,
    Normalization normalization,
    boolean normalizes,
    List<HeadSpec> heads,
    Map<String, String> metadata) {
  public TfLiteDescription {
    heads = List.copyOf(heads);
    metadata = new LinkedHashMap<>(metadata);
  }
}
