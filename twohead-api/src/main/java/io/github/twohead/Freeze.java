package io.github.twohead;

import io.github.twohead.spi.Arguments;
import io.github.twohead.spi.Once;
import java.util.Optional;

/**
 * Which part of a backbone keeps its weights while the rest trains, under a name that saved models
 * remember. Immutable; two are equal if their names are.
 *
 * <p>What is frozen keeps its batch normalisation's statistics too, and costs no backward pass.
 * While all of the backbone is frozen and nothing is augmented, each image goes through it once:
 * its feature maps are kept, and all later epochs run on the heads alone. Those for which the
 * {@link ImageCache} has no room are computed again in every epoch.
 *
 * <pre>{@code
 * model.trainer().freeze(Freeze.backbone().unfreezeAt(4)) // only the heads learn in epochs 1 to 3
 * }</pre>
 */
public final class Freeze {

  /** As many stages as the backbone has. */
  public static final int ALL = Integer.MAX_VALUE;

  private final int stages;
  private final Once<Integer> unfreezeAt;

  private Freeze(int stages, Once<Integer> unfreezeAt) {
    this.stages = stages;
    this.unfreezeAt = unfreezeAt;
  }

  private Freeze(int stages) {
    this(stages, new Once<>("unfreezeAt"));
  }

  /**
   * Returns the default: everything trains.
   *
   * @return nothing frozen
   */
  public static Freeze nothing() {
    return new Freeze(0);
  }

  /**
   * Returns that only the heads train.
   *
   * @return the whole backbone frozen
   */
  public static Freeze backbone() {
    return new Freeze(ALL);
  }

  /**
   * Returns that the first stages do not train. {@link ShuffleNetV2} has four: the first
   * convolution with its pooling, and the stages 2, 3 and 4 of the paper. Of another backbone, each
   * child of a {@code SequentialBlock} is a stage, and any other block is one.
   *
   * @param count at least 1; training refuses more than the backbone has
   * @return the first stages frozen
   */
  public static Freeze stages(int count) {
    return new Freeze(Checks.positive("stages", count));
  }

  /**
   * Returns the same until an epoch.
   *
   * @param epoch the epoch, counted from 1, from which on everything trains
   * @return a changed copy
   * @throws IllegalStateException if an epoch was given already
   */
  public Freeze unfreezeAt(int epoch) {
    Checks.positive("unfreezeAt", epoch);
    return new Freeze(stages, unfreezeAt.with(epoch));
  }

  /**
   * Reads what is frozen at first.
   *
   * @param text {@code nothing}, {@code backbone} or a number of stages
   * @return what is frozen
   * @throws IllegalArgumentException if the text is none of these
   */
  public static Freeze parse(String text) {
    String part = Arguments.notNull("text", text).strip();
    if (part.matches("[1-9]\\d{0,8}")) {
      return stages(Integer.parseInt(part));
    }
    return switch (part) {
      case "nothing" -> nothing();
      case "backbone" -> backbone();
      default ->
          throw new IllegalArgumentException(
              "freeze must be nothing, backbone or a number of stages, but is \"" + text + "\"");
    };
  }

  /** The text that {@link #parse} reads. */
  String part() {
    return switch (stages) {
      case 0 -> "nothing";
      case ALL -> "backbone";
      default -> Integer.toString(stages);
    };
  }

  /** From which epoch on everything trains; empty for never. */
  Optional<Integer> unfreezeAt() {
    return stages == 0 ? Optional.empty() : unfreezeAt.optional();
  }

  /**
   * Returns how many stages from the input on are frozen at first.
   *
   * @return 0 for none, {@link #ALL} for the whole backbone
   */
  public int stages() {
    return stages;
  }

  /**
   * Returns how many stages are frozen in an epoch.
   *
   * @param epoch the epoch, counted from 1
   * @return {@link #stages()}, or 0 once everything trains
   */
  public int stagesIn(int epoch) {
    return epoch < unfreezeAt.orElse(Integer.MAX_VALUE) ? stages : 0;
  }

  /**
   * Returns what is frozen and until when, as saved models remember it.
   *
   * @return a text such as {@code nothing}, {@code backbone} or {@code 2 stages until epoch 4}
   */
  public String name() {
    String what =
        switch (stages) {
          case 0 -> "nothing";
          case 1 -> "1 stage";
          case ALL -> "backbone";
          default -> stages + " stages";
        };
    return what
        + (stages == 0
            ? ""
            : unfreezeAt.optional().map(epoch -> " until epoch " + epoch).orElse(""));
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof Freeze freeze && name().equals(freeze.name());
  }

  @Override
  public int hashCode() {
    return name().hashCode();
  }

  /** Returns the {@link #name}. */
  @Override
  public String toString() {
    return name();
  }
}
