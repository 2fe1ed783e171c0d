package io.github.twohead.experiments.internal.recipes;

import io.github.twohead.RecipeException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import org.snakeyaml.engine.v2.api.Load;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.exceptions.YamlEngineException;

/** The values of a recipe's file as they are written there, references and all. */
public final class FlatYaml {
  private FlatYaml() {}

  /**
   * Reads the values by dotted key.
   *
   * @throws RecipeException if the file cannot be read
   */
  public static Map<String, Object> read(Path file) {
    Map<String, Object> values = new LinkedHashMap<>();
    try {
      LoadSettings settings = LoadSettings.builder().setLabel(file.toString()).build();
      add("", new Load(settings).loadFromString(Files.readString(file)), values);
    } catch (IOException | YamlEngineException e) {
      throw new RecipeException(file + " cannot be read: " + e.getMessage(), e);
    }
    return values;
  }

  private static void add(String key, Object value, Map<String, Object> values) {
    if (value instanceof Map<?, ?> map) {
      map.forEach((name, one) -> add(key.isEmpty() ? name + "" : key + "." + name, one, values));
    } else {
      values.put(key, value + "");
    }
  }
}
