package io.github.twohead;

import java.math.BigDecimal;
import java.nio.file.Path;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** What values of recipes are: plain ones, as YAML, JSON and command lines have them. */
final class RecipeValues {
  private static final String UNITS = "kmgt";
  private static final Pattern SIZE =
      Pattern.compile("(-?\\d{1,19}(?:\\.\\d{1,3})?)([kmgt]?)(?:i?b)?");

  private RecipeValues() {}

  static RecipeSetting.Builder<Long> whole(String key, String text) {
    return new RecipeSetting.Builder<>(
        key, RecipeSetting.Type.WHOLE_NUMBER, text, RecipeValues::whole);
  }

  static RecipeSetting.Builder<Long> bytes(String key, String text) {
    return new RecipeSetting.Builder<>(key, RecipeSetting.Type.BYTES, text, RecipeValues::bytes);
  }

  static RecipeSetting.Builder<Double> number(String key, String text) {
    return new RecipeSetting.Builder<>(
        key, RecipeSetting.Type.NUMBER, text, value -> number(value, RecipeSetting.Type.NUMBER));
  }

  static RecipeSetting.Builder<List<Double>> numbers(String key, String text) {
    return new RecipeSetting.Builder<>(
        key,
        RecipeSetting.Type.NUMBERS,
        text,
        value -> list(value).stream().map(one -> number(one, RecipeSetting.Type.NUMBERS)).toList());
  }

  static RecipeSetting.Builder<Boolean> yesOrNo(String key, String text) {
    return new RecipeSetting.Builder<>(
        key, RecipeSetting.Type.YES_OR_NO, text, RecipeValues::yesOrNo);
  }

  static RecipeSetting.Builder<String> text(String key, String text) {
    return new RecipeSetting.Builder<>(
        key, RecipeSetting.Type.TEXT, text, value -> text(value, RecipeSetting.Type.TEXT));
  }

  static RecipeSetting.Builder<List<String>> texts(String key, String text) {
    return new RecipeSetting.Builder<>(
        key, RecipeSetting.Type.TEXTS, text, value -> texts(value, RecipeSetting.Type.TEXTS));
  }

  static RecipeSetting.Builder<String> path(String key, String text) {
    return new RecipeSetting.Builder<>(key, RecipeSetting.Type.PATH, text, RecipeValues::path);
  }

  static RecipeSetting.Builder<List<String>> paths(String key, String text) {
    return new RecipeSetting.Builder<>(
        key,
        RecipeSetting.Type.PATHS,
        text,
        value -> list(value).stream().map(RecipeValues::path).toList());
  }

  static RecipeSetting.Builder<Map<String, List<String>>> categories(String key, String text) {
    return new RecipeSetting.Builder<>(
        key, RecipeSetting.Type.CATEGORIES, text, RecipeValues::categories);
  }

  private static Long whole(Object value) {
    if (value instanceof Integer || value instanceof Long) {
      return ((Number) value).longValue();
    }
    try {
      return Long.valueOf(text(value, RecipeSetting.Type.WHOLE_NUMBER));
    } catch (NumberFormatException e) {
      throw isNot(RecipeSetting.Type.WHOLE_NUMBER, value);
    }
  }

  private static Long bytes(Object value) {
    Matcher size = SIZE.matcher(text(value, RecipeSetting.Type.BYTES).toLowerCase(Locale.ROOT));
    if (!size.matches()) {
      throw isNot(RecipeSetting.Type.BYTES, value);
    }
    int power = size.group(2).isEmpty() ? 0 : 1 + UNITS.indexOf(size.group(2));
    BigDecimal unit = BigDecimal.valueOf(1024).pow(power);
    BigDecimal whole = new BigDecimal(size.group(1)).multiply(unit);
    return whole.min(BigDecimal.valueOf(Long.MAX_VALUE)).longValue();
  }

  private static Double number(Object value, RecipeSetting.Type type) {
    if (value instanceof Number number) {
      return number.doubleValue();
    }
    try {
      return Double.valueOf(text(value, type));
    } catch (NumberFormatException e) {
      throw isNot(type, value);
    }
  }

  private static Boolean yesOrNo(Object value) {
    return switch (String.valueOf(value)) {
      case "true" -> true;
      case "false" -> false;
      default -> throw isNot(RecipeSetting.Type.YES_OR_NO, value);
    };
  }

  private static String path(Object value) {
    Object given = value instanceof Path path ? path.toString().replace('\\', '/') : value;
    return text(given, RecipeSetting.Type.PATH);
  }

  private static List<?> list(Object value) {
    return value instanceof Collection<?> several ? List.copyOf(several) : List.of(value);
  }

  private static List<String> texts(Object value, RecipeSetting.Type type) {
    return list(value).stream().map(one -> text(one, type)).toList();
  }

  private static Map<String, List<String>> categories(Object value) {
    Map<String, List<String>> lists = new LinkedHashMap<>();
    if (value instanceof Map<?, ?> map) {
      map.forEach(
          (category, classes) -> {
            if (classes == null) {
              throw isNot(RecipeSetting.Type.CATEGORIES, value);
            }
            lists.put(String.valueOf(category), texts(classes, RecipeSetting.Type.CATEGORIES));
          });
    } else {
      texts(value, RecipeSetting.Type.CATEGORIES)
          .forEach(category -> lists.put(category, List.of()));
    }
    return lists;
  }

  private static String text(Object value, RecipeSetting.Type type) {
    if (value instanceof String || value instanceof Number || value instanceof Boolean) {
      String text = value.toString().strip();
      if (!text.isEmpty()) {
        return text;
      }
    }
    throw isNot(type, value);
  }

  private static IllegalArgumentException isNot(RecipeSetting.Type type, Object value) {
    return new IllegalArgumentException("must be " + type + ", but is \"" + value + "\"");
  }
}
