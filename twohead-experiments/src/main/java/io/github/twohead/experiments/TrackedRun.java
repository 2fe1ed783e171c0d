package io.github.twohead.experiments;

import com.google.errorprone.annotations.CanIgnoreReturnValue;
import com.google.errorprone.annotations.CheckReturnValue;
import io.github.twohead.HeadSpec;
import io.github.twohead.Recipe;
import io.github.twohead.spi.Arguments;
import io.github.twohead.spi.Once;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What {@link Tracker}s are told of a run before it begins. Immutable. */
public final class TrackedRun {
  private static final Logger LOG = LoggerFactory.getLogger(Trackers.class);

  private final String name;
  private final Optional<String> group;
  private final Path folder;
  private final List<HeadSpec> heads;
  private final Map<String, Object> recipe;
  private final Consumer<String> log;

  private TrackedRun(Builder builder) {
    folder = builder.folder.required("the files of a run need a place");
    name = builder.name.orElseGet(() -> folder.toAbsolutePath().normalize().getFileName() + "");
    group = builder.group.optional();
    heads = builder.heads.orElse(List.of());
    recipe = builder.recipe.orElse(Map.of());
    log = builder.log.orElse(line -> {});
  }

  /** {@return a builder} */
  public static Builder builder() {
    return new Builder();
  }

  /** {@return what people call the run} */
  public String name() {
    return name;
  }

  /** {@return what it belongs to, such as a sweep; empty if it stands alone} */
  public Optional<String> group() {
    return group;
  }

  /** {@return the folder of the run's files, which need not exist yet} */
  public Path folder() {
    return folder;
  }

  /** {@return the heads, the main one first} */
  public List<HeadSpec> heads() {
    return heads;
  }

  /**
   * Returns the settings of the run, without secrets.
   *
   * @return each a {@link String}, {@link Number}, {@link Boolean}, or a list or map of such, by a
   *     dotted key such as {@code training.epochs}, in the order of the recipe
   */
  public Map<String, Object> recipe() {
    return recipe;
  }

  /**
   * Tells people of something that is not kept, as a server that is away: in the library's log, and
   * in that of the run's folder. May be called by any thread.
   *
   * @param line what is wrong
   */
  public void warn(String line) {
    LOG.warn("{}", Arguments.notNull("line", line));
    log.accept("warning: " + line);
  }

  @Override
  public String toString() {
    return name;
  }

  /** Builds a {@link TrackedRun}; each setting can be given once. */
  @CanIgnoreReturnValue
  public static final class Builder {
    private final Once<String> name = new Once<>("name");
    private final Once<String> group = new Once<>("group");
    private final Once<Path> folder = new Once<>("folder");
    private final Once<List<HeadSpec>> heads = new Once<>("heads");
    private final Once<Map<String, Object>> recipe = new Once<>("recipe");
    private final Once<Consumer<String>> log = new Once<>("log");

    private Builder() {}

    /**
     * Sets what people call the run; the name of its folder when not given.
     *
     * @param text the name, not blank
     * @return this
     */
    public Builder name(String text) {
      name.set(notBlank("name", text));
      return this;
    }

    private static String notBlank(String setting, String text) {
      if (Arguments.notNull(setting, text).isBlank()) {
        throw new IllegalArgumentException("the " + setting + " of a run must not be blank");
      }
      return text;
    }

    /**
     * Sets what the run belongs to, such as a sweep; nothing when not given.
     *
     * @param text the name of the group, not blank
     * @return this
     */
    public Builder group(String text) {
      group.set(notBlank("group", text));
      return this;
    }

    /**
     * Sets where the run's files go.
     *
     * @param path a folder, which is made where it is missing
     * @return this
     */
    public Builder folder(Path path) {
      folder.set(path);
      return this;
    }

    /**
     * Sets the heads; none when not given.
     *
     * @param inOrder the heads, the main one first
     * @return this
     */
    public Builder heads(List<HeadSpec> inOrder) {
      heads.set(Arguments.copy("heads", inOrder));
      return this;
    }

    /**
     * Sets the settings of the run; none when not given.
     *
     * @param given the recipe that it follows
     * @return this
     */
    public Builder recipe(Recipe given) {
      return recipe(Arguments.notNull("recipe", given).values());
    }

    /**
     * Sets the settings of the run, as {@link #recipe(Recipe)} does.
     *
     * @param masked strings, numbers, booleans, lists and maps by dotted key, without secrets
     * @return this
     */
    public Builder recipe(Map<String, ?> masked) {
      recipe.set(
          Arguments.copy("recipe", new LinkedHashMap<>(Arguments.notNull("recipe", masked))));
      return this;
    }

    /** Sets who else gets warnings. */
    Builder log(Consumer<String> lines) {
      log.set(lines);
      return this;
    }

    /**
     * {@return the run}
     *
     * @throws IllegalStateException if no folder was given
     */
    @CheckReturnValue
    public TrackedRun build() {
      return new TrackedRun(this);
    }
  }
}
