package io.github.twohead.djl.internal.serving;

import io.github.twohead.HeadSpec;
import io.github.twohead.djl.internal.formats.Activation;
import io.github.twohead.djl.internal.formats.NetworkOutput;
import io.github.twohead.djl.internal.weights.Refusal;
import java.util.ArrayList;
import java.util.List;

/** Finds the output of each head. */
final class HeadOutputs {
  private static final int YES_OR_NO = 2;

  private final List<NetworkOutput> outputs;

  HeadOutputs(List<NetworkOutput> outputs) {
    this.outputs = outputs;
  }

  /**
   * By name, as files of our own have it.
   *
   * @throws io.github.twohead.ModelFileException with the reason alone if there is no such output
   */
  List<HeadDecoder> named(List<HeadSpec> heads) {
    List<HeadDecoder> decoders = new ArrayList<>();
    for (HeadSpec head : heads) {
      int index = index(head);
      if (index < 0) {
        throw Refusal.of(
            "it lacks the output of head \"" + head + "\": its outputs are " + outputs);
      }
      decoders.add(decoder(head, index));
    }
    return decoders;
  }

  /**
   * By name if all heads are named as outputs are, else in order.
   *
   * @throws io.github.twohead.ModelFileException with the reason alone if they do not match
   */
  List<HeadDecoder> of(List<HeadSpec> heads) {
    long named = heads.stream().filter(head -> index(head) >= 0).count();
    if (named == heads.size()) {
      return named(heads);
    }
    if (named > 0 || heads.size() != outputs.size()) {
      throw Refusal.of(
          "the heads "
              + heads
              + " do not match its outputs: name one head per output, in their order, or name the"
              + " heads as outputs are named. Its outputs are "
              + outputs);
    }
    List<HeadDecoder> decoders = new ArrayList<>();
    for (int i = 0; i < heads.size(); i++) {
      decoders.add(decoder(heads.get(i), i));
    }
    return decoders;
  }

  private int index(HeadSpec head) {
    for (int i = 0; i < outputs.size(); i++) {
      if (outputs.get(i).name().equals(head.name())) {
        return i;
      }
    }
    return -1;
  }

  private HeadDecoder decoder(HeadSpec head, int index) {
    NetworkOutput output = outputs.get(index);
    int size = output.size();
    boolean pair = size == YES_OR_NO && output.activation() != Activation.SIGMOID;
    if (size != 1 && !pair) {
      throw Refusal.of(
          "its output "
              + output
              + " cannot be head \""
              + head
              + "\": a head needs one number, or two that a softmax makes one of. Its outputs are "
              + outputs);
    }
    return new HeadDecoder(index, output, size);
  }
}
