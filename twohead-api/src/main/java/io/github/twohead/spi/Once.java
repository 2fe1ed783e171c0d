package io.github.twohead.spi;

import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * A setting that can be given at most once. A builder {@linkplain #set sets} it; an immutable value
 * whose methods return changed copies gives the copy one {@linkplain #with with} the setting.
 *
 * <p>A helper of this library's own modules, which may change with any version.
 *
 * @param <T> the type of the setting
 */
public final class Once<T> {
  private final String name;
  private @Nullable T value;
  private boolean settled;

  /**
   * Creates a setting that was not given.
   *
   * @param name what the caller knows it by
   */
  public Once(String name) {
    this.name = Arguments.notNull("name", name);
  }

  /**
   * Takes the value.
   *
   * @param newValue the value
   * @throws NullPointerException if it is null; the setting is named
   * @throws IllegalStateException if one was given before, which is named
   */
  public void set(T newValue) {
    Arguments.notNull(name, newValue);
    if (value != null && !settled) {
      throw new IllegalStateException(name + " was already set to " + value);
    }
    value = newValue;
    settled = false;
  }

  /**
   * Takes the value of a setting that there is for each of several names.
   *
   * @param <V> the type of the setting
   * @param values those given before, by name
   * @param what what the setting is called, before the name
   * @param name the name
   * @param value the value
   * @throws IllegalStateException if one was given for the name before, which is named
   */
  public static <V> void put(Map<String, V> values, String what, String name, V value) {
    Arguments.notNull("head", name);
    V earlier = Arguments.notNull("values", values).putIfAbsent(name, value);
    if (earlier != null) {
      throw new IllegalStateException(what + " \"" + name + "\" was already set to " + earlier);
    }
  }

  /**
   * Returns a setting with the value; this one stays.
   *
   * @param newValue the value
   * @return a setting that was given
   * @throws NullPointerException if it is null; the setting is named
   * @throws IllegalStateException if one was given before, which is named
   */
  public Once<T> with(T newValue) {
    Once<T> given = new Once<>(name);
    given.value = value;
    given.settled = settled;
    given.set(newValue);
    return given;
  }

  /**
   * Returns a setting with the same value that can be given once more, as that of a value which the
   * caller did not make: it came out of a file or a model.
   *
   * @return a setting that can be given
   */
  public Once<T> settled() {
    Once<T> same = new Once<>(name);
    same.value = value;
    same.settled = true;
    return same;
  }

  /**
   * Returns the value.
   *
   * @param fallback makes another one
   * @return the value, or what the fallback makes where none was given
   */
  public T orElseGet(Supplier<? extends T> fallback) {
    Arguments.notNull("fallback", fallback);
    T given = value;
    return given == null ? fallback.get() : given;
  }

  /**
   * Returns the value.
   *
   * @param fallback another one
   * @return the value, or the fallback where none was given
   */
  public T orElse(T fallback) {
    T given = value;
    return given == null ? Arguments.notNull("fallback", fallback) : given;
  }

  /**
   * Returns the value if there is one.
   *
   * @return the value; empty where none was given
   */
  public Optional<T> optional() {
    return Optional.ofNullable(value);
  }

  /**
   * Returns the value of a setting that must be given.
   *
   * @param hint what to call
   * @return the value
   * @throws IllegalStateException if none was given; it holds the hint
   */
  public T required(String hint) {
    Arguments.notNull("hint", hint);
    T given = value;
    if (given == null) {
      throw new IllegalStateException(name + " is missing: " + hint);
    }
    return given;
  }
}
