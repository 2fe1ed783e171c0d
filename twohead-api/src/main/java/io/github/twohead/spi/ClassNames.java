package io.github.twohead.spi;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * Classes as messages show them: {@code "2"} with a no-break space behind it is not {@code 2}.
 *
 * <p>A helper of this library's own modules, which may change with any version.
 */
public final class ClassNames {
  private static final int LISTED = 20;
  private static final Pattern PLAIN = Pattern.compile("[\\p{L}\\p{M}\\p{N}._-]+");
  private static final Pattern INVISIBLE =
      Pattern.compile("[\\p{C}\\p{Z}\\uFE00-\\uFE0F\\u3164&&[^ ]]");

  private ClassNames() {}

  /**
   * Shows what cannot be seen.
   *
   * @param text any text
   * @return the text, with every invisible character but the space as its escape, such as {@code
   *     \}{@code u00A0}
   */
  public static String visible(String text) {
    return INVISIBLE
        .matcher(Arguments.notNull("text", text))
        .replaceAll(
            found ->
                found
                    .group()
                    .chars()
                    .mapToObj(c -> String.format(Locale.ROOT, "\\\\u%04X", c))
                    .collect(Collectors.joining()));
  }

  /**
   * Shows classes side by side.
   *
   * @param names the classes
   * @return the first ones and how many more there are; in quotes those that are more than letters,
   *     digits, {@code .}, {@code _} and {@code -}
   */
  public static String list(Collection<String> names) {
    List<String> all = Arguments.copy("names", new ArrayList<>(Arguments.notNull("names", names)));
    String listed =
        all.stream().limit(LISTED).map(ClassNames::name).collect(Collectors.joining(", "));
    int more = names.size() - LISTED;
    return more > 0 ? String.format(Locale.ROOT, "%s and %,d more", listed, more) : listed;
  }

  private static String name(String name) {
    return PLAIN.matcher(name).matches() ? name : "\"" + visible(name) + "\"";
  }
}
