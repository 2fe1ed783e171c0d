package io.github.twohead.experiments.internal.wandb;

import com.google.gson.Gson;
import com.google.gson.GsonBuilder;
import java.util.LinkedHashMap;
import java.util.Map;
import org.snakeyaml.engine.v2.api.Dump;
import org.snakeyaml.engine.v2.api.DumpSettings;
import org.snakeyaml.engine.v2.common.FlowStyle;

/** The settings of a run as W&B shows them: nested by the dots of their keys. */
final class Config {
  static final Gson JSON =
      new GsonBuilder().serializeSpecialFloatingPointValues().disableHtmlEscaping().create();

  private final Map<String, Object> nested = new LinkedHashMap<>();

  /**
   * Nests settings.
   *
   * @param dotted values by dotted key
   */
  Config(Map<String, ?> dotted) {
    dotted.forEach((key, value) -> put(nested, key, value));
  }

  @SuppressWarnings("unchecked") // every map in it was made here
  private static void put(Map<String, Object> into, String key, Object value) {
    int dot = key.indexOf('.');
    if (dot > 0
        && into.computeIfAbsent(key.substring(0, dot), outer -> new LinkedHashMap<>())
            instanceof LinkedHashMap<?, ?> inner) {
      put((Map<String, Object>) inner, key.substring(dot + 1), value);
    } else {
      into.put(key, value);
    }
  }

  /** {@return JSON by outermost key} */
  Map<String, String> json() {
    Map<String, String> json = new LinkedHashMap<>();
    nested.forEach((key, value) -> json.put(key, JSON.toJson(value)));
    return json;
  }

  /** {@return the content of W&B's {@code config.yaml}} */
  String yaml() {
    Map<String, Object> described = new LinkedHashMap<>();
    nested.forEach((key, value) -> described.put(key, Map.of("value", value)));
    DumpSettings blocks = DumpSettings.builder().setDefaultFlowStyle(FlowStyle.BLOCK).build();
    return new Dump(blocks).dumpToString(described);
  }
}
