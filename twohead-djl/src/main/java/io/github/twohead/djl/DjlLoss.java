package io.github.twohead.djl;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.Shape;
import io.github.twohead.HeadLoss;
import io.github.twohead.spi.Arguments;

/**
 * A head's loss that is a formula of DJL arrays. Gradients flow through the formula, so it needs no
 * derivative. Recipes and saved models remember it by its name.
 *
 * <pre>{@code
 * HeadLoss brier = DjlLoss.of("brier", (logits, targets) ->
 *     Activation.sigmoid(logits).sub(targets).square());
 * WeightedMultiLoss loss = WeightedMultiLoss.builder().loss(screen, brier).build();
 * }</pre>
 */
public final class DjlLoss implements HeadLoss.OfEngine {
  private final String name;
  private final Formula formula;

  /** The rule of a loss. */
  @FunctionalInterface
  public interface Formula {

    /**
     * Returns what each image costs. The mean over the images, by their weights, is the head's
     * loss. Arrays are 32-bit floats in a step of training, and of 64 bits when the validation
     * table's loss is computed; it is called on the thread that trains.
     *
     * @param logits (R, 1) of a head that answers yes or no, or (R, C) of one with C categories
     * @param targets of the same shape: from 0 to 1, smoothed; of images whose label is unknown any
     *     number, as what they cost does not count
     * @return (R, 1) or (R), each finite
     */
    NDArray of(NDArray logits, NDArray targets);
  }

  private DjlLoss(String name, Formula formula) {
    this.name = name;
    this.formula = formula;
  }

  /**
   * Returns a loss.
   *
   * @param name the name under which recipes and saved models remember it, with its numbers; not
   *     blank
   * @param formula its rule
   * @return the loss
   * @throws IllegalArgumentException if the name is blank
   */
  public static DjlLoss of(String name, Formula formula) {
    Arguments.notNull("formula", formula);
    if (Arguments.notNull("name", name).isBlank()) {
      throw new IllegalArgumentException("a loss's name must not be blank");
    }
    return new DjlLoss(name.strip(), formula);
  }

  @Override
  public String name() {
    return name;
  }

  /**
   * Returns what each image costs.
   *
   * @param logits (R, N)
   * @param targets (R, N)
   * @return (R, 1)
   * @throws IllegalArgumentException if the formula gives another shape
   */
  public NDArray losses(NDArray logits, NDArray targets) {
    NDArray losses = formula.of(logits, targets);
    long images = logits.getShape().get(0);
    Shape shape = losses.getShape();
    if (!shape.equals(new Shape(images)) && !shape.equals(new Shape(images, 1))) {
      throw new IllegalArgumentException(
          "loss \""
              + name
              + "\" must give a number for each of "
              + images
              + " images, of shape ("
              + images
              + ", 1), but gives "
              + shape);
    }
    return losses.reshape(images, 1);
  }

  @Override
  public String toString() {
    return name;
  }
}
