package io.github.twohead;

import io.github.twohead.spi.Arguments;
import io.github.twohead.spi.DataProblems;
import io.github.twohead.spi.ModelConfig;
import io.github.twohead.spi.Once;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Which rows of the training table an epoch shows: each once, or rows drawn at random with
 * replacement so that what is rare is shown more often. What is drawn depends on the model's seed
 * and the epoch alone. The validation table is always shown as it is. Immutable.
 *
 * <p>Rows that say nothing, because a head does not know their label or a field is empty, keep the
 * share of the draws that they have of the table.
 *
 * <pre>{@code
 * trainer.sampling(Sampling.balanced(screen).epochLength(2000));
 * }</pre>
 */
public final class Sampling {
  private static final String SHUFFLED = "shuffled";
  private static final String COLUMN = "column ";
  private static final Pattern TEXT = Pattern.compile("(balanced|weighted)\\((.*)\\)");

  private final Rule rule;
  private final String subject;
  private final @Nullable HeadSpec head;
  private final Shares shares;
  private final Once<Integer> epochLength;

  private enum Rule {
    SHUFFLED,
    BALANCED,
    WEIGHTED
  }

  private Sampling(
      Rule rule,
      String subject,
      @Nullable HeadSpec head,
      Shares shares,
      Once<Integer> epochLength) {
    this.rule = rule;
    this.subject = subject;
    this.head = head;
    this.shares = shares;
    this.epochLength = epochLength;
  }

  private static Sampling of(Rule rule, String subject, @Nullable HeadSpec head, Shares shares) {
    return new Sampling(rule, subject, head, shares, new Once<>("epochLength"));
  }

  /** {@return every row once, in random order; the default} */
  public static Sampling shuffled() {
    return of(Rule.SHUFFLED, "", null, Shares.EQUAL);
  }

  /**
   * Returns draws in which each answer of a head is as frequent: positive as negative images, or
   * each category.
   *
   * @param head the head
   * @return the sampling
   */
  public static Sampling balanced(HeadSpec head) {
    return of(Rule.BALANCED, Arguments.notNull("head", head).name(), head, Shares.EQUAL);
  }

  /**
   * Returns draws in which each text of a column, such as each sender, is as frequent.
   *
   * @param column the name of a column of the training table, not blank, without comma or line
   *     break
   * @return the sampling
   */
  public static Sampling balanced(String column) {
    return of(Rule.BALANCED, COLUMN + checked(column), null, Shares.EQUAL);
  }

  /**
   * Returns draws in which answers of a head are as frequent as they are told to be.
   *
   * @param head the head
   * @param shares by {@code positive} and {@code negative}, or by category, the share of the draws,
   *     above 0, relative to the others; 1 of what is not named
   * @return the sampling
   */
  public static Sampling balanced(HeadSpec head, Map<String, Double> shares) {
    return of(Rule.BALANCED, Arguments.notNull("head", head).name(), head, Shares.of(shares));
  }

  /**
   * Returns draws in which texts of a column are as frequent as they are told to be.
   *
   * @param column the name of a column of the training table, not blank, without comma or line
   *     break
   * @param shares by text, without comma or line break, the share of the draws, above 0, relative
   *     to others; 1 if not named
   * @return the sampling
   */
  public static Sampling balanced(String column, Map<String, Double> shares) {
    return of(Rule.BALANCED, COLUMN + checked(column), null, Shares.of(shares));
  }

  /**
   * Returns draws in which the probability of a row follows from a number in it.
   *
   * @param column the name of a column of numbers above 0 in the training table, without comma or
   *     line break
   * @return the sampling
   */
  public static Sampling weighted(String column) {
    return of(Rule.WEIGHTED, COLUMN + checked(column), null, Shares.EQUAL);
  }

  private static String checked(String column) {
    if (Arguments.notNull("column", column).isBlank()) {
      throw new IllegalArgumentException("a column of sampling must not be blank");
    }
    String name = column.strip();
    Shares.requireReadable(name);
    return name;
  }

  /**
   * Reads a sampling from text.
   *
   * @param text {@code shuffled}, {@code balanced(screen)} for a head of this name, {@code
   *     balanced(column sender)} or {@code weighted(column weight)}; after the name, shares such as
   *     in {@code balanced(screen, positive 1, negative 3)}
   * @param heads the heads of the model
   * @return the sampling
   * @throws IllegalArgumentException if the text is none of these, or there is no such head
   */
  public static Sampling parse(String text, List<HeadSpec> heads) {
    String given = Arguments.notNull("text", text).strip();
    List<HeadSpec> all = Arguments.copy("heads", heads);
    Matcher matcher = TEXT.matcher(given);
    if (given.equals(SHUFFLED)) {
      return shuffled();
    }
    if (!matcher.matches()) {
      throw isNone(text);
    }
    Rule rule = Rule.valueOf(matcher.group(1).toUpperCase(Locale.ROOT));
    List<String> parts = List.of(matcher.group(2).strip().split(" *, *", -1));
    List<String> named = parts.subList(1, parts.size());
    Shares shares = Shares.of(ClassWeights.named(named, () -> isNone(text)));
    boolean ofColumn = parts.get(0).startsWith(COLUMN);
    if (rule == Rule.WEIGHTED && !(ofColumn && shares.equals(Shares.EQUAL))) {
      throw isNone(text);
    }
    String subject =
        ofColumn ? COLUMN + checked(parts.get(0).substring(COLUMN.length())) : parts.get(0);
    return of(rule, subject, ofColumn ? null : ModelConfig.head(all, subject), shares);
  }

  private static IllegalArgumentException isNone(String text) {
    return new IllegalArgumentException(
        "sampling must be shuffled, balanced(HEAD), balanced(column NAME) or weighted(column NAME),"
            + " such as balanced(screen, positive 1, negative 3), but is \""
            + text
            + "\"");
  }

  /**
   * Returns the same with epochs of another length; as many rows as the table has when not given.
   *
   * @param rows the rows of an epoch, at least 2; of {@link #shuffled} more than the table has are
   *     passes over it, the last of which is cut
   * @return a changed copy
   * @throws IllegalStateException if it was given before
   */
  public Sampling epochLength(int rows) {
    Checks.inRange("epochLength", rows, 2, Integer.MAX_VALUE);
    return new Sampling(rule, subject, head, shares, epochLength.with(rows));
  }

  /** {@return the rows of an epoch; empty for as many as the table has} */
  public Optional<Integer> epochLength() {
    return epochLength.optional();
  }

  /** {@return the column that rows are balanced or weighted by; empty if there is none} */
  public Optional<String> column() {
    return Optional.of(subject)
        .filter(text -> text.startsWith(COLUMN))
        .map(text -> text.substring(COLUMN.length()));
  }

  /** {@return whether rows are not drawn} */
  public boolean isShuffled() {
    return rule == Rule.SHUFFLED;
  }

  /** The same with the head of a model that it balances. */
  Sampling of(List<HeadSpec> heads) {
    HeadSpec own = head == null ? null : ModelConfig.head(heads, head.name());
    return new Sampling(rule, subject, own, shares, epochLength);
  }

  /**
   * Returns how probable the rows of a table are, relative to each other. What is not drawn by a
   * rule has 1, and so has a row of a table that is balanced.
   *
   * @param rows the rows of the table
   * @return a number above 0 for each
   * @throws DataException if the table lacks the column, a row has no number above 0 in it, or no
   *     row has a text that a share is given for; all are listed
   */
  public double[] weights(List<LabelledImage> rows) {
    List<LabelledImage> all = Arguments.copy("rows", rows);
    return switch (rule) {
      case SHUFFLED -> all.stream().mapToDouble(row -> 1).toArray();
      case WEIGHTED -> new RowWeights(column().orElseThrow()).of(all);
      case BALANCED -> shares.weights(all.isEmpty() ? List.of() : values(all));
    };
  }

  /** What rows are balanced by; empty where a row says nothing. */
  private List<String> values(List<LabelledImage> rows) {
    if (head != null) {
      HeadSpec asked = head;
      return rows.stream().map(row -> name(row.label(asked))).toList();
    }
    DataProblems problems = new DataProblems();
    List<String> texts = RowWeights.texts(rows, subject.substring(COLUMN.length()), problems);
    problems.throwIfAny();
    return texts;
  }

  private static String name(Label label) {
    return label.equals(Label.UNKNOWN)
        ? ""
        : label.category().orElseGet(() -> label.toString().toLowerCase(Locale.ROOT));
  }

  /** The rule without its length, as {@link #parse} reads it. */
  String text() {
    if (rule == Rule.SHUFFLED) {
      return SHUFFLED;
    }
    return rule.name().toLowerCase(Locale.ROOT) + "(" + subject + shares + ")";
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof Sampling that && toString().equals(that.toString());
  }

  @Override
  public int hashCode() {
    return Objects.hash(toString());
  }

  /** Returns a text such as {@code balanced(screen), 2000 rows per epoch}. */
  @Override
  public String toString() {
    return text() + epochLength().map(rows -> ", " + rows + " rows per epoch").orElse("");
  }
}
