package io.github.twohead;

import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * A step of a program's own that stands where a recipe has a value: the recipe writes its name.
 *
 * @param text such as {@code own(0.9 per epoch)}
 * @param step the step; null where the recipe was read from a file
 */
record OwnStep(String text, @Nullable Object step) {
  private static final Pattern TEXT = Pattern.compile("(?:\\S+ )?own\\((.*)\\)", Pattern.DOTALL);

  /** Does what a step is for. */
  interface Use {
    void apply(RecipeDraft draft, String head, Object step);
  }

  /** A step as a recipe writes it: by name, or as a plain value where it is built in. */
  static Object of(Object step) {
    if (step instanceof LearningRateSchedule schedule) {
      return schedule.isOwn() ? named(schedule.name(), step) : schedule.name();
    }
    if (step instanceof HeadLoss loss) {
      return loss instanceof HeadLoss.OfEngine ? named(loss.name(), step) : loss.name();
    }
    if (step instanceof EpochSelection best) {
      return of(best);
    }
    if (step instanceof EarlyStopping rule) {
      return rule.by().isOwn() ? named(rule.toString(), step) : rule.toString();
    }
    if (step instanceof Augmentation augmentation) {
      return named(String.join(", ", augmentation.steps().keySet()), step);
    }
    if (step instanceof Backbone backbone) {
      return named(backbone.name(), step);
    }
    return named(step.getClass().getSimpleName().replaceFirst("\\$\\$Lambda.*", ""), step);
  }

  private static Object of(EpochSelection best) {
    if (!best.isOwn()) {
      return best.text();
    }
    String head = best.head().orElseThrow().name();
    String metric = best.toString().substring(head.length() + 1);
    return new OwnStep(head + " own(" + metric + ")", best);
  }

  private static OwnStep named(String name, Object step) {
    return new OwnStep("own(" + name + ")", step);
  }

  /** Reads what a recipe wrote; the value itself if it is one like others. */
  static Object parse(Object value) {
    return value instanceof String text && TEXT.matcher(text).matches()
        ? new OwnStep(text, null)
        : value;
  }

  /** Its name. */
  String name() {
    Matcher matcher = TEXT.matcher(text);
    return matcher.matches() ? matcher.group(1) : text;
  }

  void apply(RecipeDraft draft, String head, Use use) {
    if (step != null) {
      use.apply(draft, head, step);
    }
  }

  /** Returns the text. */
  @Override
  public String toString() {
    return text;
  }
}
