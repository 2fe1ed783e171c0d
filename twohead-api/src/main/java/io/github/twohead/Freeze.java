package io.github.twohead;

/**
 * Which part of a backbone keeps its weights while the rest trains.
 *
 * <p>What is frozen keeps its batch normalisation's statistics too, and costs no backward pass.
 * While all of the backbone is frozen and nothing is augmented, each image goes through it once:
 * its feature maps are kept, and all later epochs run on the heads alone. Those for which the
 * {@link ImageCache} has no room are computed again in every epoch.
 *
 * <pre>{@code
 * model.trainer().freeze(Freeze.backbone().unfreezeAt(4)) // only the heads learn in epochs 1 to 3
 * }</pre>
 *
 * @param stages the number of stages from the input on that are frozen; {@link #ALL} for all
 * @param unfreezeAt the epoch, counted from 1, from which on everything trains; {@link #NEVER} if
 *     none
 */
public record Freeze(int stages, int unfreezeAt) {

  /** As many stages as the backbone has. */
  public static final int ALL = Integer.MAX_VALUE;

  /** No epoch. */
  public static final int NEVER = Integer.MAX_VALUE;

  public Freeze {
    Checks.inRange("stages", stages, 0, ALL);
    Checks.positive("unfreezeAt", unfreezeAt);
  }

  /**
   * Returns the default: everything trains.
   *
   * @return nothing frozen
   */
  public static Freeze nothing() {
    return new Freeze(0, NEVER);
  }

  /**
   * Returns that only the heads train.
   *
   * @return the whole backbone frozen
   */
  public static Freeze backbone() {
    return new Freeze(ALL, NEVER);
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
    return new Freeze(Checks.positive("stages", count), NEVER);
  }

  /**
   * Returns the same until an epoch.
   *
   * @param epoch the epoch, counted from 1, from which on everything trains
   * @return a changed copy
   */
  public Freeze unfreezeAt(int epoch) {
    return new Freeze(stages, epoch);
  }

  /**
   * Returns how many stages are frozen in an epoch.
   *
   * @param epoch the epoch, counted from 1
   * @return {@code stages}, or 0 once everything trains
   */
  public int stagesIn(int epoch) {
    return epoch < unfreezeAt ? stages : 0;
  }

  @Override
  public String toString() {
    String what = stages == 0 ? "nothing" : stages == ALL ? "backbone" : stages + " stages";
    return unfreezeAt == NEVER || stages == 0 ? what : what + " until epoch " + unfreezeAt;
  }
}
