package io.github.twohead.djl;

import ai.djl.nn.Block;
import io.github.twohead.Backbone;
import io.github.twohead.spi.Arguments;
import java.util.function.Supplier;

/**
 * A backbone made of any DJL block.
 *
 * <p>The block takes images of shape (B, 3, H, W) and gives feature maps of shape (B, C, H', W').
 * Its weights are initialised by its own initializers. A saved model holds its weights under their
 * names within the block, and needs the same backbone to be opened again.
 *
 * <pre>{@code
 * Backbone tiny = DjlBackbone.of("tiny", () -> new SequentialBlock()
 *     .add(Conv2d.builder().setKernelShape(new Shape(3, 3)).setFilters(16).build())
 *     .add(Activation::relu));
 * }</pre>
 */
public final class DjlBackbone implements Backbone.OfEngine {
  private final String name;
  private final Supplier<? extends Block> block;

  private DjlBackbone(String name, Supplier<? extends Block> block) {
    this.name = name;
    this.block = block;
  }

  /**
   * Returns a backbone.
   *
   * @param name the name under which saved models remember it; not blank
   * @param block makes a new, uninitialised block at every call, always of the same structure
   * @return the backbone
   * @throws IllegalArgumentException if the name is blank
   */
  public static DjlBackbone of(String name, Supplier<? extends Block> block) {
    Arguments.notNull("block", block);
    if (Arguments.notNull("name", name).isBlank()) {
      throw new IllegalArgumentException("a backbone's name must not be blank");
    }
    return new DjlBackbone(name, block);
  }

  @Override
  public String name() {
    return name;
  }

  /**
   * Returns a new block.
   *
   * @return an uninitialised block
   */
  public Block newBlock() {
    return block.get();
  }

  @Override
  public String toString() {
    return name;
  }
}
