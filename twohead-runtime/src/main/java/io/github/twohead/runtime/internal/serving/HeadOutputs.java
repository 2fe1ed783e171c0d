package io.github.twohead.runtime.internal.serving;

import io.github.twohead.HeadSpec;
import io.github.twohead.OutputType;
import io.github.twohead.runtime.internal.formats.Half;
import io.github.twohead.runtime.internal.formats.InvalidFile;
import io.github.twohead.runtime.internal.formats.NetworkFile.FinalActivation;
import io.github.twohead.runtime.internal.formats.NetworkFile.NetworkOutput;
import io.github.twohead.runtime.internal.formats.NetworkFile.Range;
import io.github.twohead.runtime.internal.heads.Readout;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/** Finds the output of each head, and what its numbers are. */
final class HeadOutputs {
  private final List<NetworkOutput> outputs;
  private final Optional<OutputType> given;
  private final Optional<OutputType> otherwise;

  /**
   * Reads a head's probabilities out of an output.
   *
   * @param readout what the numbers say
   * @param index the output's number in the file
   * @param output the output
   * @param type what its numbers are
   */
  record Decoder(Readout readout, int index, NetworkOutput output, OutputType type) {
    /** How far rounding may bring a probability out of its range; of bytes, by one step. */
    private static final double ROUNDING = 1e-3;

    /**
     * Reads the probabilities.
     *
     * @param given what the network gave, in native byte order
     * @param probabilities gets them from {@code at} on
     */
    void read(ByteBuffer given, double[] probabilities, int at) {
      double[] numbers = new double[output.size()];
      for (int i = 0; i < numbers.length; i++) {
        double number = number(given, i);
        numbers[i] = type == OutputType.PROBABILITIES ? withoutRounding(number) : number;
      }
      if (type == OutputType.PROBABILITIES && readout.head().isCategorical()) {
        ProbabilityCheck.checkSum(readout.head(), numbers, step());
      }
      readout.read(numbers, type, probabilities, at);
    }

    /** Between which the probability of yes lies; anything where there are more numbers. */
    Range range() {
      if (output.size() > 1) {
        return Range.ALL;
      }
      return type == OutputType.LOGITS ? output.range().sigmoid() : output.range();
    }

    /** How far a number may be rounded; a byte's 1 may be just out of its range. */
    private double step() {
      boolean bytes = output.type().isByte();
      return bytes ? output.quantization().scale() : ROUNDING / output.size();
    }

    private double withoutRounding(double probability) {
      double nearest = Math.max(0, Math.min(1, probability));
      double rounding = output.type().isByte() ? output.quantization().scale() : ROUNDING;
      return Math.abs(probability - nearest) <= rounding ? nearest : probability;
    }

    private double number(ByteBuffer numbers, int place) {
      return switch (output.type()) {
        case FLOAT32 -> numbers.getFloat(place * Float.BYTES);
        case FLOAT16 -> Half.toFloat(numbers.getShort(place * Short.BYTES));
        case INT8 -> real(numbers.get(place));
        case UINT8 -> real(Byte.toUnsignedInt(numbers.get(place)));
      };
    }

    private double real(int stored) {
      return (double) output.quantization().scale() * (stored - output.quantization().zeroPoint());
    }
  }

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
  List<Decoder> named(List<HeadSpec> heads) {
    List<Decoder> decoders = new ArrayList<>();
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
  List<Decoder> of(List<HeadSpec> heads) {
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
    List<Decoder> decoders = new ArrayList<>();
    for (int i = 0; i < heads.size(); i++) {
      decoders.add(decoder(heads.get(i), i));
    }
    return checked(decoders);
  }

  /**
   * Refuses a word that holds for all outputs if one shows logits and another does not: where all
   * do, they may be means of probabilities.
   */
  private List<Decoder> checked(List<Decoder> decoders) {
    Map<Boolean, List<Decoder>> byLogits =
        decoders.stream().collect(Collectors.partitioningBy(this::showsLogits));
    List<Decoder> logits = byLogits.getOrDefault(true, List.of());
    List<Decoder> others = byLogits.getOrDefault(false, List.of());
    if (given.equals(Optional.of(OutputType.PROBABILITIES))
        && !logits.isEmpty()
        && !others.isEmpty()) {
      boolean clear = others.stream().allMatch(other -> isClear(other.readout(), other.output()));
      NetworkOutput logit = logits.get(0).output();
      NetworkOutput other = others.get(0).output();
      throw InvalidFile.of(
          "its outputs are not all probabilities: "
              + logit
              + " comes out of "
              + logit.activation().label()
              + ", which gives logits, and "
              + other
              + " out of "
              + other.activation().label()
              + (clear ? ". Leave out outputs(…)" : ". Export it with probabilities of all heads"));
    }
    return decoders;
  }

  private boolean showsLogits(Decoder decoder) {
    NetworkOutput output = decoder.output();
    return output.activation().kind() == FinalActivation.Kind.LOGITS
        && isClear(decoder.readout(), output);
  }

  private int index(HeadSpec head) {
    for (int i = 0; i < outputs.size(); i++) {
      if (outputs.get(i).name().equals(head.name())) {
        return i;
      }
    }
    return -1;
  }

  private Decoder decoder(HeadSpec head, int index) {
    NetworkOutput output = outputs.get(index);
    Readout readout = Readout.of(head);
    if (!readout.reads(output.size())) {
      throw InvalidFile.of(
          "its output "
              + output
              + " cannot be head \""
              + head
              + "\": a head needs "
              + readout.wanted()
              + ". Its outputs are "
              + outputs);
    }
    return new Decoder(readout, index, output, type(readout, output));
  }

  private OutputType type(Readout readout, NetworkOutput output) {
    FinalActivation activation = output.activation();
    boolean probabilities =
        activation.kind() == FinalActivation.Kind.SIGMOID
            || activation.kind() == FinalActivation.Kind.SOFTMAX;
    if (probabilities && readout.outputs() > 1 && !isClear(readout, output)) {
      throw InvalidFile.of(
          "its output "
              + output
              + " cannot be head \""
              + readout.head()
              + "\": it comes out of "
              + activation.label()
              + ", which "
              + unclear(readout, output)
              + ". Export it with the softmax of all of them, or with their logits");
    }
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
    if (isClear(readout, output)) {
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
                    + unclear(readout, output)
                    + ": say what to take with"
                    + " MultiHeadPredictor.builder().outputs(OutputType.PROBABILITIES) or"
                    + " outputs(OutputType.LOGITS)"));
  }

  /** Whether the network shows how an output is read. */
  private boolean isClear(Readout readout, NetworkOutput output) {
    FinalActivation activation = output.activation();
    return switch (activation.kind()) {
      case SIGMOID -> output.size() == 1;
      case SOFTMAX -> output.size() == 1 || activation.together() == readout.labels().size();
      // a logit without the others that its layer gives may be one of a softmax
      case LOGITS ->
          output.size() >= activation.together() || partsOf(activation) == activation.together();
      case UNKNOWN -> false;
    };
  }

  /** Why the network does not show how an output is read. */
  private static String unclear(Readout readout, NetworkOutput output) {
    FinalActivation activation = output.activation();
    return switch (activation.kind()) {
      case SIGMOID -> "gives probabilities of their own, not those of " + readout.chosen();
      case SOFTMAX ->
          "gives " + activation.together() + " probabilities, not those of " + readout.chosen();
      case LOGITS -> "gives " + activation.together() + " logits, of which not all come out";
      case UNKNOWN ->
          "does not show whether it gives probabilities or logits"
              + (output.size() == 1 ? "" : " of " + readout.chosen() + ", in this order");
    };
  }

  /** How many numbers of a layer come out in outputs that do not hold all of them. */
  private long partsOf(FinalActivation activation) {
    return outputs.stream()
        .filter(output -> output.activation().equals(activation))
        .filter(output -> output.size() < activation.together())
        .mapToLong(NetworkOutput::size)
        .sum();
  }
}
