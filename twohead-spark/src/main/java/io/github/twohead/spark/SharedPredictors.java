package io.github.twohead.spark;

import io.github.twohead.MultiHeadPredictor;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import org.apache.spark.SparkContext;
import org.apache.spark.scheduler.SparkListener;
import org.apache.spark.scheduler.SparkListenerApplicationEnd;
import org.jspecify.annotations.Nullable;

/**
 * The predictors of this JVM, one for each model and its settings, which tasks share. Those that no
 * task uses stay for the next one, but no more than a few; all are closed when the application or
 * the JVM ends, one that a task still uses by that task.
 */
final class SharedPredictors {
  private static final int MOST_IDLE = 4;

  /** Those that were used last stand last. */
  private static final Map<String, Shared> ALL = new LinkedHashMap<>(16, 0.75f, true);

  private static boolean hooked;
  private static boolean ending;

  /** The one with whose end predictors are closed. */
  private static String application = "";

  private SharedPredictors() {}

  /** A predictor and the tasks that use it. */
  static final class Shared {
    private final String key;
    private int users;
    private @Nullable MultiHeadPredictor predictor;

    private Shared(String key) {
      this.key = key;
    }

    /**
     * Waits until it is open; other models need not wait.
     *
     * @param opener asked by the first task, and by the next where that failed
     */
    synchronized MultiHeadPredictor predictor(Supplier<MultiHeadPredictor> opener) {
      if (predictor == null) {
        predictor = opener.get();
      }
      return predictor;
    }

    private synchronized void close() {
      if (predictor != null) {
        predictor.close();
      }
    }
  }

  /** A predictor that its user gives back. */
  static synchronized Shared take(String key) {
    if (!hooked) {
      Runtime.getRuntime()
          .addShutdownHook(new Thread(SharedPredictors::end, "close twohead predictors"));
      hooked = true;
    }
    Shared shared = ALL.computeIfAbsent(key, Shared::new);
    shared.users++;
    return shared;
  }

  static void giveBack(Shared shared) {
    release(shared).forEach(Shared::close);
  }

  /** Says who is to be closed now. */
  private static synchronized List<Shared> release(Shared shared) {
    shared.users--;
    return removeIdle(ending ? 0 : MOST_IDLE);
  }

  private static List<Shared> removeIdle(int most) {
    List<Shared> removed = new ArrayList<>();
    long idle = ALL.values().stream().filter(one -> one.users == 0).count();
    for (Iterator<Shared> all = ALL.values().iterator(); all.hasNext() && idle > most; ) {
      Shared one = all.next();
      if (one.users == 0) {
        all.remove();
        removed.add(one);
        idle--;
      }
    }
    return removed;
  }

  private static void end() {
    closing().forEach(Shared::close);
  }

  /** Closes what no task uses when an application ends whose driver goes on, and runs tasks too. */
  static synchronized void closeWith(SparkContext context) {
    if (application.equals(context.applicationId())) {
      return;
    }
    application = context.applicationId();
    context.addSparkListener(
        new SparkListener() {
          @Override
          public void onApplicationEnd(SparkListenerApplicationEnd ended) {
            idle().forEach(Shared::close);
          }
        });
  }

  private static synchronized List<Shared> idle() {
    return removeIdle(0);
  }

  private static synchronized List<Shared> closing() {
    ending = true;
    return removeIdle(0);
  }

  /** The predictors that are open now, by what they are known by. */
  static synchronized List<String> open() {
    return ALL.values().stream().map(one -> one.key).toList();
  }
}
