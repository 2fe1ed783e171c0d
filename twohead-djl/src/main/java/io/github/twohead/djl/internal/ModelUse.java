package io.github.twohead.djl.internal;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;

/**
 * What threads do with one model. Any number may read it at once; one that changes it is alone, but
 * may read it in between.
 */
final class ModelUse {
  private final List<Use> uses = new ArrayList<>();
  private boolean closed;

  /** What can be done with a model. */
  enum Action {
    TRAIN("trained", "training", true),
    CLOSE("closed", "closing", true),
    EVALUATE("evaluated", "evaluating", false),
    TUNE("tuned", "tuning", false),
    PREDICT("used for predictions", "predicting with", false),
    SAVE("saved", "saving", false),
    EXPORT("exported", "exporting", false),
    DESCRIBE("described", "describing", false);

    private final String done;
    private final String doing;
    private final boolean changes;

    Action(String done, String doing, boolean changes) {
      this.done = done;
      this.doing = doing;
      this.changes = changes;
    }
  }

  /** A thread at work. */
  private record Use(Action action, Thread thread) {
    boolean allows(Use later) {
      return !later.action.changes && (!action.changes || later.thread == thread);
    }
  }

  /**
   * Does something with the model.
   *
   * @throws IllegalStateException if it is closed, or in use in a way that does not go with it
   */
  <T> T during(Action action, Supplier<T> work) {
    Use use = new Use(action, Thread.currentThread());
    enter(use);
    try {
      return work.get();
    } finally {
      leave(use);
    }
  }

  /**
   * Changes at once what it decides by, which those who use it have taken note of when they began.
   *
   * @throws IllegalStateException if it is closed, or another thread trains it
   */
  synchronized void tune(Runnable change) {
    check(new Use(Action.TUNE, Thread.currentThread()));
    change.run();
  }

  private synchronized void enter(Use use) {
    check(use);
    uses.add(use);
  }

  private void check(Use use) {
    if (closed) {
      throw new IllegalStateException("the model is closed");
    }
    for (Use earlier : uses) {
      if (!earlier.allows(use)) {
        throw new IllegalStateException(refusal(use, earlier));
      }
    }
  }

  private synchronized void leave(Use use) {
    uses.remove(use);
    closed |= use.action == Action.CLOSE;
  }

  /**
   * Closes the model, unless it is closed or another thread is at it.
   *
   * @throws IllegalStateException if it is in use
   */
  void close(Runnable work) {
    Use use = new Use(Action.CLOSE, Thread.currentThread());
    synchronized (this) {
      if (closed || uses.stream().anyMatch(earlier -> earlier.action == Action.CLOSE)) {
        return;
      }
      enter(use);
    }
    try {
      work.run();
    } finally {
      leave(use);
    }
  }

  private static String refusal(Use use, Use earlier) {
    String who =
        earlier.thread == use.thread ? "this thread" : "thread \"" + earlier.thread.getName() + '"';
    return "the model cannot be "
        + use.action.done
        + " now: "
        + who
        + " is "
        + earlier.action.doing
        + " it"
        + (earlier.action == Action.TRAIN ? advice(use, earlier) : "");
  }

  private static String advice(Use use, Use training) {
    if (training.thread == use.thread) {
      return ". A training listener may save, evaluate and export it";
    }
    return use.action.changes
        ? ". To end training with the best epoch so far, interrupt that thread"
        : ". Do it in a training listener, or once fit has returned";
  }
}
