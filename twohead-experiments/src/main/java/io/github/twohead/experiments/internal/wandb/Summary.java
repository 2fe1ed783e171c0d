package io.github.twohead.experiments.internal.wandb;

import static io.github.twohead.experiments.internal.wandb.Config.JSON;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/** The last value of everything: JSON by keys from the outermost one on, of which there are two. */
final class Summary {
  private final Map<List<String>, String> values = new LinkedHashMap<>();
  private final Map<List<String>, String> told = new LinkedHashMap<>();

  /** Takes newer values. */
  void take(Map<List<String>, String> newer) {
    values.putAll(newer);
  }

  /** {@return what changed since this was asked before} */
  Map<List<String>, String> changes() {
    Map<List<String>, String> changed = new LinkedHashMap<>(values);
    changed.entrySet().removeAll(told.entrySet());
    told.putAll(changed);
    return changed;
  }

  /** {@return all values as one JSON object} */
  String json() {
    Map<String, List<String>> nested = new LinkedHashMap<>();
    values.forEach(
        (keys, json) ->
            nested
                .computeIfAbsent(keys.get(0), outer -> new ArrayList<>())
                .add(keys.size() == 1 ? json : field(keys.get(1), json)));
    return nested.entrySet().stream()
        .map(
            entry ->
                field(
                    entry.getKey(),
                    values.containsKey(List.of(entry.getKey()))
                        ? entry.getValue().get(0)
                        : "{" + String.join(",", entry.getValue()) + "}"))
        .collect(Collectors.joining(",", "{", "}"));
  }

  private static String field(String key, String json) {
    return JSON.toJson(key) + ":" + json;
  }
}
