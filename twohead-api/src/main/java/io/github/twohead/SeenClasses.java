package io.github.twohead;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * The splitter that {@link Provenance#labels} makes of the classes that training saw.
 *
 * @param byHead by head the classes by label
 */
record SeenClasses(Map<String, Map<String, List<String>>> byHead) implements LabelSplitter {

  /** What classes say about heads; empty unless each means one thing for every head. */
  static Optional<LabelSplitter> of(Map<String, Map<String, List<String>>> byHead) {
    boolean sound = byHead.values().stream().allMatch(SeenClasses::isSound);
    return sound && !byHead.isEmpty() ? Optional.of(new SeenClasses(byHead)) : Optional.empty();
  }

  /** Whether there is a choice, and no class stands for both. */
  private static boolean isSound(Map<String, List<String>> byLabel) {
    List<String> all = byLabel.values().stream().flatMap(List::stream).toList();
    long used = byLabel.values().stream().filter(list -> !list.isEmpty()).count();
    return used > 1 && Set.copyOf(all).size() == all.size();
  }

  @Override
  public Label label(HeadSpec head, String imageClass) {
    Map<String, List<String>> byLabel = byHead.get(head.name());
    if (byLabel == null) {
      throw new IllegalArgumentException(
          "training knew no head \"" + head + "\", but " + byHead.keySet());
    }
    return byLabel.entrySet().stream()
        .filter(label -> label.getValue().contains(imageClass))
        .findFirst()
        .map(label -> labelOf(head, label.getKey()))
        .orElse(Label.UNKNOWN);
  }

  private static Label labelOf(HeadSpec head, String name) {
    if (head.isCategorical()) {
      return Label.category(name);
    }
    return name.equals("positive") ? Label.POSITIVE : Label.NEGATIVE;
  }

  @Override
  public Set<String> classes() {
    return byHead.values().stream()
        .flatMap(byLabel -> byLabel.values().stream())
        .flatMap(List::stream)
        .collect(Collectors.toUnmodifiableSet());
  }
}
