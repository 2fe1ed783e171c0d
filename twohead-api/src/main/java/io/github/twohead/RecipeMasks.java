package io.github.twohead;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** What a recipe took out of the environment, and what is written in its place. */
final class RecipeMasks {
  /** A shorter text says nothing, and may stand in a message by chance. */
  private static final int SHORTEST_SECRET = 4;

  private static final Pattern PART = Pattern.compile("\\\\\\$\\{|(\\$\\{env:[^{}]*})");

  private final Map<String, String> masks = new LinkedHashMap<>();

  private RecipeMasks() {}

  /** A text in which names of variables stand for what they hold. */
  static String masked(RecipeEntries recipe, String text) {
    RecipeMasks all = new RecipeMasks();
    recipe.forEach(
        (key, entry) -> {
          if (entry.isMasked()) {
            all.add(entry.value(), entry.shown());
          }
        });
    String masked = text;
    for (Map.Entry<String, String> mask : all.masks.entrySet()) {
      masked = masked.replace(mask.getKey(), mask.getValue());
    }
    return masked;
  }

  private void add(Object value, @Nullable Object shown) {
    if (value instanceof List<?> values && shown instanceof List<?> others) {
      for (int i = 0; i < Math.min(values.size(), others.size()); i++) {
        add(values.get(i), others.get(i));
      }
    } else if (value instanceof Map<?, ?> map && shown instanceof Map<?, ?> others) {
      map.forEach((name, one) -> add(one, others.get(name)));
    } else if (shown instanceof String written) {
      addVariables(value.toString(), written);
    }
  }

  /** Finds what each variable holds, by the text around its name. */
  private void addVariables(String value, String shown) {
    StringBuilder form = new StringBuilder();
    List<String> names = new ArrayList<>();
    Matcher part = PART.matcher(shown);
    int end = 0;
    while (part.find()) {
      form.append(Pattern.quote(shown.substring(end, part.start())));
      end = part.end();
      if (part.group(1) == null) {
        form.append(Pattern.quote("${"));
      } else {
        form.append("(.*)");
        names.add(part.group(1));
      }
    }
    form.append(Pattern.quote(shown.substring(end)));
    Matcher found = Pattern.compile(form.toString(), Pattern.DOTALL).matcher(value);
    for (int i = 0; found.matches() && i < names.size(); i++) {
      if (found.group(i + 1).length() >= SHORTEST_SECRET) {
        masks.put(found.group(i + 1), names.get(i));
      }
    }
  }
}
