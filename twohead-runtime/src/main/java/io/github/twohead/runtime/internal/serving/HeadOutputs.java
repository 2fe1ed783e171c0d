package io.github.twohead.runtime.internal.serving;

import io.github.twohead.HeadSpec;
import io.github.twohead.OutputType;
import io.github.twohead.runtime.internal.formats.FinalActivation;
import io.github.twohead.runtime.internal.formats.InvalidFile;
import io.github.twohead.runtime.internal.formats.NetworkOutput;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/** Finds the output of each head, and what its numbers are. */
final class HeadOutputs {
  private static final int YES_OR_NO = 2;

  private final List<NetworkOutput> outputs;
  private final Optional<OutputType> given;
  private final Optional<OutputType> otherwise;

  private HeadOutputs(
      List<NetworkOutput> outputs, Optional<OutputType> given, Optional<OutputType> otherwise) {
    this.outputs = outputs;
    this.given = given;
    this.otherwise = otherwise;
  }

  /**
   * What comes out of a network from elsewhere.
   *
   * @param given what the numbers are said to be; empty if the network shows it
   */
  static HeadOutputs of(List<NetworkOutput> outputs, Optional<OutputType> given) {
    return new HeadOutputs(outputs, given, Optional.empty());
  }

  /** What comes out of an export: probabilities, unless a tool took their last step away. */
  static HeadOutputs ofExport(List<NetworkOutput> outputs) {
    return new HeadOutputs(outputs, Optional.empty(), Optional.of(OutputType.PROBABILITIES));
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
        throw InvalidFile.of(
            "it lacks the output of head \"" + head + "\": its outputs are " + outputs);
      }
      decoders.add(decoder(head, index));
    }
    return checked(decoders);
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
      throw InvalidFile.of(
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
    return checked(decoders);
  }

  /**
   * Refuses a word that holds for all outputs if one shows logits and another does not: where all
   * do, they may be means of probabilities.
   */
  private List<HeadDecoder> checked(List<HeadDecoder> decoders) {
    Map<Boolean, List<NetworkOutput>> byLogits =
        decoders.stream()
            .map(HeadDecoder::output)
            .collect(Collectors.partitioningBy(this::showsLogits));
    List<NetworkOutput> logits = byLogits.getOrDefault(true, List.of());
    List<NetworkOutput> others = byLogits.getOrDefault(false, List.of());
    if (given.equals(Optional.of(OutputType.PROBABILITIES))
        && !logits.isEmpty()
        && !others.isEmpty()) {
      boolean clear = others.stream().allMatch(this::isClear);
      throw InvalidFile.of(
          "its outputs are not all probabilities: "
              + logits.get(0)
              + " comes out of "
              + logits.get(0).activation().label()
              + ", which gives logits, and "
              + others.get(0)
              + " out of "
              + others.get(0).activation().label()
              + (clear ? ". Leave out outputs(…)" : ". Export it with probabilities of all heads"));
    }
    return decoders;
  }

  private boolean showsLogits(NetworkOutput output) {
    return output.activation().kind() == FinalActivation.Kind.LOGITS && isClear(output);
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
    if (output.size() != 1 && output.size() != YES_OR_NO) {
      throw InvalidFile.of(
          "its output "
              + output
              + " cannot be head \""
              + head
              + "\": a head needs one number, or two for no and yes. Its outputs are "
              + outputs);
    }
    return new HeadDecoder(index, output, type(output));
  }

  private OutputType type(NetworkOutput output) {
    FinalActivation activation = output.activation();
    boolean probabilities =
        activation.kind() == FinalActivation.Kind.SIGMOID
            || activation.kind() == FinalActivation.Kind.SOFTMAX;
    if (given.isPresent()) {
      if (given.get() == OutputType.LOGITS && probabilities) {
        throw InvalidFile.of(
            "its output "
                + output
                + " cannot be logits: it comes out of "
                + activation.label()
                + ", which gives probabilities. Leave out outputs(…)");
      }
      return given.get();
    }
    if (isClear(output)) {
      return probabilities ? OutputType.PROBABILITIES : OutputType.LOGITS;
    }
    return otherwise.orElseThrow(
        () ->
            InvalidFile.of(
                "its output "
                    + output
                    + " comes out of "
                    + activation.label()
                    + ", which "
                    + unclear(output)
                    + ": say what to take with"
                    + " MultiHeadPredictor.builder().outputs(OutputType.PROBABILITIES) or"
                    + " outputs(OutputType.LOGITS)"));
  }

  /** Whether the network shows how an output is read. */
  private boolean isClear(NetworkOutput output) {
    FinalActivation activation = output.activation();
    return switch (activation.kind()) {
      case SIGMOID -> output.size() == 1;
      case SOFTMAX -> output.size() == 1 || activation.together() == YES_OR_NO;
      // a logit without the others that its layer gives may be one of a softmax
      case LOGITS -> numbersOf(activation) >= activation.together();
      case UNKNOWN -> false;
    };
  }

  /** Why the network does not show how an output is read. */
  private static String unclear(NetworkOutput output) {
    FinalActivation activation = output.activation();
    return switch (activation.kind()) {
      case SIGMOID -> "gives two probabilities of their own, not those of no and yes";
      case SOFTMAX -> "gives " + activation.together() + " probabilities, not those of no and yes";
      case LOGITS -> "gives " + activation.together() + " logits, of which not all come out";
      case UNKNOWN ->
          "does not show whether it gives probabilities or logits"
              + (output.size() == 1 ? "" : " of no and yes, in this order");
    };
  }

  /** How many numbers of a layer come out, in all outputs. */
  private long numbersOf(FinalActivation activation) {
    return outputs.stream()
        .filter(output -> output.activation().equals(activation))
        .mapToLong(NetworkOutput::size)
        .sum();
  }
}
