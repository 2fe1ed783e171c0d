package io.github.twohead;

import io.github.twohead.spi.Arguments;
import java.util.Optional;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** A builder's setting that can be given at most once. */
final class Once<T> {
  private final String name;
  private @Nullable T value;

  Once(String name) {
    this.name = name;
  }

  void set(T newValue) {
    Arguments.notNull(name, newValue);
    if (value != null) {
      throw new IllegalStateException(name + " was already set to " + value);
    }
    value = newValue;
  }

  T orElseGet(Supplier<? extends T> fallback) {
    T given = value;
    return given == null ? fallback.get() : given;
  }

  T orElse(T fallback) {
    return orElseGet(() -> fallback);
  }

  Optional<T> optional() {
    return Optional.ofNullable(value);
  }

  T required(String hint) {
    return orElseGet(
        () -> {
          throw new IllegalStateException(name + " is missing: " + hint);
        });
  }
}
