package io.github.twohead.spi;

import com.google.errorprone.annotations.CanIgnoreReturnValue;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Refuses null from callers whose compiler does not: at the call itself, and by name.
 *
 * <p>A helper of this library's own modules, which may change with any version.
 */
public final class Arguments {
  private Arguments() {}

  /**
   * Checks an argument.
   *
   * @param <T> its type
   * @param name what the caller knows it by
   * @param value the argument
   * @return the argument
   * @throws NullPointerException if it is null
   */
  @CanIgnoreReturnValue
  public static <T> T notNull(String name, @Nullable T value) {
    if (value == null) {
      throw new NullPointerException(name + " must not be null");
    }
    return value;
  }

  /**
   * Checks and copies a list.
   *
   * @param <T> the type of its elements
   * @param name what the caller knows it by
   * @param list the argument
   * @return an immutable copy
   * @throws NullPointerException if it is null or holds null, whose place is named
   */
  public static <T> List<T> copy(String name, List<T> list) {
    int place = 0;
    for (T element : notNull(name, list)) {
      if (element == null) {
        throw new NullPointerException(name + "[" + place + "] must not be null");
      }
      place++;
    }
    return List.copyOf(list);
  }

  /**
   * Checks and copies a map.
   *
   * @param <K> the type of its keys
   * @param <V> the type of its values
   * @param name what the caller knows it by
   * @param map the argument
   * @return an immutable copy with the same order
   * @throws NullPointerException if it is null, or holds a null key, or null for a key, which is
   *     named
   */
  public static <K, V> Map<K, V> copy(String name, Map<K, V> map) {
    for (Map.Entry<K, V> entry : notNull(name, map).entrySet()) {
      if (entry.getKey() == null) {
        throw new NullPointerException("a key of " + name + " must not be null");
      }
      if (entry.getValue() == null) {
        throw new NullPointerException(name + "[" + entry.getKey() + "] must not be null");
      }
    }
    return Collections.unmodifiableMap(new LinkedHashMap<>(map));
  }
}
