package io.github.twohead;

import com.google.errorprone.annotations.CanIgnoreReturnValue;
import io.github.twohead.spi.Arguments;
import java.util.List;
import java.util.Optional;
import java.util.function.BiConsumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * A setting of a {@link Recipe}: its key, what it takes, and what it is for. Each is declared once,
 * with how it is applied and how it is read off a model that was trained in code. Immutable.
 *
 * @param <T> what its values become
 */
public final class RecipeSetting<T> {
  private static final Reading UNREAD = (source, head) -> null;

  private final Builder<T> is;
  private final Reading reading;

  /** What a setting takes. */
  public enum Type {
    /** A whole number; {@link Long}. */
    WHOLE_NUMBER("a whole number"),
    /** A number of bytes, perhaps with k, m, g or t for powers of 1024; {@link Long}. */
    BYTES("a number of bytes, or a size such as 2g or 500m"),
    /** A number; {@link Double}. */
    NUMBER("a number"),
    /** One number or a list of them; {@link List} of {@link Double}. */
    NUMBERS("a number or a list of numbers"),
    /** True or false; {@link Boolean}. */
    YES_OR_NO("true or false"),
    /** A text, or a number as a text; {@link String}. */
    TEXT("a text"),
    /** One text or a list of them; {@link List} of {@link String}. */
    TEXTS("a text or a list of texts"),
    /** A path, relative to the recipe's folder; {@link String} with {@code /}. */
    PATH("a path"),
    /** One path or a list of them; {@link List} of {@link String} with {@code /}. */
    PATHS("a path or a list of paths"),
    /** Lists of classes by category, or a list of categories; {@link java.util.Map} of lists. */
    CATEGORIES("a list of classes for each category, or a list of categories");

    private final String title;

    Type(String title) {
      this.title = title;
    }

    /** Returns a text such as {@code a whole number}. */
    @Override
    public String toString() {
      return title;
    }
  }

  /** Does what a value says of a head. */
  interface Use<T> {
    void apply(RecipeDraft draft, String head, T value);
  }

  /** Gives the value that code has set of a head; null for none. */
  interface Reading {
    @Nullable Object of(RecipeSource source, String head);
  }

  private RecipeSetting(Builder<T> is, Reading reading) {
    this.is = is;
    this.reading = reading;
  }

  /** {@return the key, with dots, such as {@code training.epochs}; {@code *} is a head's name} */
  public String key() {
    return is.key.text();
  }

  /** {@return what it takes} */
  public Type type() {
    return is.type;
  }

  /** {@return what it is for, as editors show it} */
  public String text() {
    return is.text;
  }

  /** {@return the value where none is given; empty if there is none or it depends on others} */
  public Optional<Object> usual() {
    return Optional.ofNullable(is.usual);
  }

  /** {@return the only values; empty if there are others} */
  public List<String> choices() {
    return is.choices;
  }

  /** {@return the numbers that it takes; empty for all, and where it takes none} */
  public Optional<RecipeRange> range() {
    return is.range;
  }

  /** {@return whether it takes a step of a program's own, written as {@code own(name)}} */
  public boolean takesOwn() {
    return is.own != null;
  }

  /** {@return whether it is for each head: its key has a {@code *}} */
  public boolean isPerHead() {
    return is.key.isPerHead();
  }

  /**
   * Says whether this is the setting of a key.
   *
   * @param given such as {@code heads.screen.weight}
   * @return whether it is
   */
  public boolean isOf(String given) {
    return is.key.isOf(Arguments.notNull("given", given));
  }

  /** Whether it is what a key names, or below. */
  boolean beginsWith(String start) {
    return is.key.beginsWith(start);
  }

  /** What stands for the {@code *}; empty without one, or if the key is of another setting. */
  String head(String given) {
    return is.key.head(given);
  }

  /** The key for a head. */
  String keyOf(String head) {
    return is.key.of(head);
  }

  /** Whether code does not say it, so that only recipes do. */
  boolean isUnread() {
    return reading == UNREAD;
  }

  /** Whether it is a path that is read, and not written. */
  boolean isInput() {
    return is.input;
  }

  /**
   * Returns a value as this setting keeps it.
   *
   * @param value plain, or a step of one's own
   * @return of the class that {@link Type} names; or an {@link OwnStep}
   * @throws IllegalArgumentException if it is of another type; the message lacks the key
   */
  Object kept(Object value) {
    Arguments.notNull("value", value);
    Class<?> own = is.own;
    if (own == null) {
      return plain(value);
    }
    if (value instanceof OwnStep) {
      return value;
    }
    Object named = own.isInstance(value) ? OwnStep.of(value) : OwnStep.parse(value);
    return named instanceof OwnStep ? named : plain(named);
  }

  private Object plain(Object value) {
    Object read = is.parse.apply(value);
    if (!is.choices.isEmpty() && !is.choices.contains(String.valueOf(read))) {
      throw new IllegalArgumentException(
          "must be one of " + is.choices + ", but is \"" + value + "\"");
    }
    return read;
  }

  /** Does what a value says. */
  void apply(RecipeDraft draft, String head, Object value) {
    if (value instanceof OwnStep step) {
      step.apply(draft, head, Arguments.notNull("own", is.useOwn));
    } else {
      is.use.apply(draft, head, is.parse.apply(value));
    }
  }

  /** The value that code has set; null for none. */
  @Nullable Object read(RecipeSource source, String head) {
    return reading.of(source, head);
  }

  /** Returns the key. */
  @Override
  public String toString() {
    return key();
  }

  /** Declares a setting; {@link #read} is the last thing to say. */
  @CanIgnoreReturnValue
  static final class Builder<T> {
    private final RecipeKey key;
    private final Type type;
    private final String text;
    private final Function<Object, T> parse;
    private @Nullable Object usual;
    private List<String> choices = List.of();
    private Optional<RecipeRange> range = Optional.empty();
    private boolean input;
    private @Nullable Class<?> own;
    private OwnStep.@Nullable Use useOwn;
    private Use<T> use = (draft, head, value) -> {};

    Builder(String key, Type type, String text, Function<Object, T> parse) {
      this.key = new RecipeKey(key);
      this.type = type;
      this.text = text;
      this.parse = parse;
    }

    Builder<T> usually(Object value) {
      usual = value;
      return this;
    }

    Builder<T> choices(String... values) {
      return choices(List.of(values));
    }

    Builder<T> choices(List<String> values) {
      choices = values;
      return this;
    }

    Builder<T> range(double least, double most) {
      return range(new RecipeRange(least, most, false, false));
    }

    Builder<T> above(double least, double most) {
      return range(new RecipeRange(least, most, true, false));
    }

    Builder<T> range(RecipeRange numbers) {
      range = Optional.of(numbers);
      return this;
    }

    Builder<T> input() {
      input = true;
      return this;
    }

    <O> Builder<T> own(Class<O> kind, BiConsumer<RecipeDraft, O> applied) {
      return ownOfHead(kind, (draft, head, step) -> applied.accept(draft, step));
    }

    <O> Builder<T> ownOfHead(Class<O> kind, Use<O> applied) {
      own = kind;
      useOwn = (draft, head, step) -> applied.apply(draft, head, kind.cast(step));
      return this;
    }

    Builder<T> use(BiConsumer<RecipeDraft, T> applied) {
      return useOfHead((draft, head, value) -> applied.accept(draft, value));
    }

    Builder<T> useOfHead(Use<T> applied) {
      use = applied;
      return this;
    }

    /** For what code does not say. */
    RecipeSetting<T> unread() {
      return readOfHead(UNREAD);
    }

    RecipeSetting<T> read(Function<RecipeSource, @Nullable Object> reading) {
      return readOfHead((source, head) -> reading.apply(source));
    }

    RecipeSetting<T> readOfHead(Reading reading) {
      return new RecipeSetting<>(this, reading);
    }
  }
}
