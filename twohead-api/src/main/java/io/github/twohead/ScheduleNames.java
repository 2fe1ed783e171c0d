package io.github.twohead;

import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Reads the names of schedules, most of which hold numbers. */
final class ScheduleNames {
  private static final Pattern STEP =
      Pattern.compile("step ?\\( ?every (\\d{1,9}) ?, ?factor ([0-9.eE-]+) ?\\)");
  private static final Pattern WARMUP =
      Pattern.compile("(\\w+)(?:\\((?:(.*), ?)?warmup ([0-9.eE-]+)\\))");
  private static final Pattern ONE_CYCLE =
      Pattern.compile("one_cycle ?\\( ?rise ([0-9.eE-]+) ?\\)");
  private static final Pattern PLATEAU =
      Pattern.compile("plateau ?\\((.*), ?factor ([0-9.eE-]+), ?patience (\\d{1,9}) ?\\)");

  private ScheduleNames() {}

  /** Reads what {@link LearningRateSchedule#parse} documents. */
  static LearningRateSchedule parse(String text) {
    String name = text.strip();
    try {
      return read(name);
    } catch (NumberFormatException e) {
      throw isNone(name);
    }
  }

  private static LearningRateSchedule read(String name) {
    Matcher warmup = WARMUP.matcher(name);
    if (warmup.matches()) {
      String others = warmup.group(2) == null ? "" : "(" + warmup.group(2) + ")";
      return read(warmup.group(1) + others).warmup(Double.parseDouble(warmup.group(3)));
    }
    Matcher step = STEP.matcher(name);
    if (step.matches()) {
      return LearningRateSchedule.step(
          Integer.parseInt(step.group(1)), Double.parseDouble(step.group(2)));
    }
    Matcher oneCycle = ONE_CYCLE.matcher(name);
    if (oneCycle.matches()) {
      return LearningRateSchedule.oneCycle(Double.parseDouble(oneCycle.group(1)));
    }
    Matcher plateau = PLATEAU.matcher(name);
    if (plateau.matches()) {
      return LearningRateSchedule.plateau(
          EpochSelection.parse(plateau.group(1)),
          Double.parseDouble(plateau.group(2)),
          Integer.parseInt(plateau.group(3)));
    }
    return plain(name);
  }

  private static LearningRateSchedule plain(String name) {
    for (LearningRateSchedule schedule :
        List.of(
            LearningRateSchedule.step(),
            LearningRateSchedule.cosine(),
            LearningRateSchedule.constant(),
            LearningRateSchedule.oneCycle())) {
      if (name.equals(schedule.rule()) || name.equals(schedule.name())) {
        return schedule;
      }
    }
    throw isNone(name);
  }

  private static IllegalArgumentException isNone(String name) {
    return new IllegalArgumentException(
        "schedule must be step, cosine, constant, one_cycle, or such as step(every 3, factor 0.1) or"
            + " plateau(loss, factor 0.1, patience 2), but is \""
            + name
            + "\"");
  }
}
