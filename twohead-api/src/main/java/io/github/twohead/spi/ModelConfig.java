package io.github.twohead.spi;

import io.github.twohead.Backbone;
import io.github.twohead.HeadSpec;
import io.github.twohead.Preprocessing;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * What a network is.
 *
 * @param backbone the shared part
 * @param heads at least one head, the main one first, with distinct names
 * @param poolFirst whether heads average the feature map before their convolutions, not after
 * @param preprocessing how images become input
 * @param seed the seed of its random weights and of its training
 */
public record ModelConfig(
    Backbone backbone,
    List<HeadSpec> heads,
    boolean poolFirst,
    Preprocessing preprocessing,
    long seed) {

  public ModelConfig {
    Arguments.notNull("backbone", backbone);
    heads = checkedHeads(heads);
    Arguments.notNull("preprocessing", preprocessing);
  }

  /**
   * Checks heads.
   *
   * @param heads the heads of one network
   * @return a copy
   * @throws IllegalArgumentException if there is none, or two share a name
   */
  public static List<HeadSpec> checkedHeads(List<HeadSpec> heads) {
    List<HeadSpec> copy = Arguments.copy("heads", heads);
    if (copy.isEmpty()) {
      throw new IllegalArgumentException("a model needs at least one head");
    }
    Set<String> names = new HashSet<>();
    for (HeadSpec head : copy) {
      if (!names.add(head.name())) {
        throw new IllegalArgumentException("two heads are named \"" + head + "\"");
      }
    }
    return copy;
  }

  /**
   * Returns a head.
   *
   * @param name its name
   * @return the head
   * @throws IllegalArgumentException if there is no such head
   */
  public HeadSpec head(String name) {
    Arguments.notNull("name", name);
    return heads.stream()
        .filter(head -> head.name().equals(name))
        .findFirst()
        .orElseThrow(
            () ->
                new IllegalArgumentException(
                    "no head \"" + name + "\": the model has the heads " + heads));
  }
}
