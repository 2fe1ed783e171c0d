package io.github.twohead.experiments;

import io.github.twohead.TwoheadException;
import io.github.twohead.experiments.Tracker.Detail;
import io.github.twohead.spi.FileProblem;
import java.io.IOException;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Tells trackers, and leaves out those that fail. An interrupt waits meanwhile: it is to end
 * training, not what keeps it.
 */
final class Broadcast implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(Trackers.class);

  private final TrackedRun run;
  private final List<Tracker> listening = new ArrayList<>();

  /** What a tracker is told. */
  interface Call {
    void to(Tracker tracker) throws IOException;
  }

  /**
   * Starts a run with all of them.
   *
   * @throws TwoheadException if one fails; the others are closed
   */
  Broadcast(TrackedRun run, List<Tracker> trackers) {
    this.run = run;
    makeFolder(run);
    for (Tracker tracker : trackers) {
      listening.add(tracker);
      try {
        tracker.started(run);
      } catch (IOException | RuntimeException | Error e) {
        close();
        String why = e instanceof IOException ? e.getMessage() : e.toString();
        throw new TwoheadException("the tracker " + tracker.name() + " cannot start: " + why, e);
      }
    }
  }

  private static void makeFolder(TrackedRun run) {
    try {
      Files.createDirectories(run.folder());
    } catch (IOException e) {
      throw new TwoheadException(
          "the folder of the run \""
              + run.name()
              + "\" cannot be made: "
              + run.folder()
              + ": "
              + FileProblem.why(e),
          e);
    }
  }

  /** Whether nobody listens any more. */
  boolean isEmpty() {
    return listening.isEmpty();
  }

  /** Whether anybody takes some detail. */
  boolean takes(Detail detail) {
    return listening.stream().anyMatch(tracker -> tracker.details().contains(detail));
  }

  /** Tells of a detail those that take it. */
  void tell(Detail detail, Call call) {
    tell(
        tracker -> {
          if (tracker.details().contains(detail)) {
            call.to(tracker);
          }
        });
  }

  /** Tells every one that did not fail before. */
  void tell(Call call) {
    boolean interrupted = Thread.interrupted();
    for (Tracker tracker : List.copyOf(listening)) {
      try {
        call.to(tracker);
      } catch (IOException | RuntimeException | Error e) {
        listening.remove(tracker);
        run.warn(
            "The tracker "
                + tracker.name()
                + " fails and is left out from here on; training goes on: "
                + e);
        LOG.debug("The failure of the tracker", e);
        closeAfterFailure(tracker);
      }
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }

  @Override
  public void close() {
    listening.forEach(this::close);
    listening.clear();
  }

  private void close(Tracker tracker) {
    try {
      tracker.close();
    } catch (IOException | RuntimeException | Error e) {
      run.warn("The tracker " + tracker.name() + " cannot be closed: " + e);
    }
  }

  /** Its failure was told before. */
  private static void closeAfterFailure(Tracker tracker) {
    try {
      tracker.close();
    } catch (IOException | RuntimeException | Error e) {
      LOG.debug("The tracker cannot be closed either", e);
    }
  }
}
