package io.github.twohead.experiments.internal.mlflow;

import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;

/**
 * Names that MLflow takes: letters, digits, {@code _ - . /} and spaces, 250 at most, and none that
 * a path would shorten, as {@code a//b}. What else there is becomes {@code _}, and a name that is
 * then taken gets a number.
 */
final class MlflowNames {
  private static final int LONGEST = 240; // leaves room for a number

  private final Map<String, String> names = new HashMap<>();
  private final Set<String> taken = new HashSet<>();

  /** {@return the name for one of ours, always the same} */
  String of(String own) {
    return names.computeIfAbsent(own, this::free);
  }

  private String free(String own) {
    String name =
        own.replaceAll("[^\\p{L}\\p{N}_./ -]", "_")
            .replaceAll("(?<=^|/)(?=\\.{0,2}(/|$))", "_"); // an empty part, "." and ".."
    String shortened = name.length() <= LONGEST ? name : name.substring(0, LONGEST);
    String free = shortened;
    for (int i = 2; !taken.add(free); i++) {
      free = shortened + "_" + i;
    }
    return free;
  }
}
