package io.github.twohead.djl.internal.graph;

import java.util.List;
import java.util.Map;

/**
 * A network for inference: normalised pixels of one image in, each head's probabilities out.
 *
 * @param input the image, three channels of normalised pixels
 * @param ops the operations, each after those that it needs
 * @param outputs by head its probabilities, a vector, in the order of the heads
 */
public record Graph(Value input, List<Op> ops, Map<String, Value> outputs) {}
