package io.github.twohead;

/**
 * The key of a setting.
 *
 * @param text its parts with dots between them; one may be {@code *}, a head's name
 */
record RecipeKey(String text) {
  private static final String ANY = "*";

  /** Whether it is for each head. */
  boolean isPerHead() {
    return text.contains(ANY);
  }

  /** Whether it is the one that was given, such as {@code heads.screen.weight}. */
  boolean isOf(String given) {
    return isPerHead() ? !head(given).isEmpty() : text.equals(given);
  }

  /** Whether it is what was given, or below. */
  boolean beginsWith(String start) {
    String[] given = start.split("\\.", -1);
    String[] parts = text.split("\\.", -1);
    int same = 0;
    while (same < Math.min(given.length, parts.length)
        && (parts[same].equals(given[same]) || parts[same].equals(ANY))) {
      same++;
    }
    return same == given.length;
  }

  /** What stands for the {@code *}; empty without one, or if another key was given. */
  String head(String given) {
    int star = text.indexOf(ANY);
    if (star < 0) {
      return "";
    }
    String start = text.substring(0, star);
    String end = text.substring(star + 1);
    boolean fits =
        given.length() > start.length() + end.length()
            && given.startsWith(start)
            && given.endsWith(end);
    String name = fits ? given.substring(start.length(), given.length() - end.length()) : "";
    return name.contains(".") ? "" : name;
  }

  /** The key for a head. */
  String of(String head) {
    return text.replace(ANY, head);
  }
}
