package io.github.twohead.runtime.internal.serving;

import io.github.twohead.Prediction;
import io.github.twohead.TwoheadException;
import io.github.twohead.runtime.internal.data.Prefetch;
import io.github.twohead.runtime.internal.heads.OperatingPoints;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Deque;
import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.Objects;
import java.util.concurrent.Executor;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * A network's answers about any number of images, in their order. Other threads decode a window of
 * images ahead of whoever takes the answers, and also run a network that takes one image at a time;
 * any other is run by the thread that takes them. Belongs to that thread, which also gets the
 * images out of their iterator.
 *
 * @param <T> what an image is before it is decoded
 */
final class InferencePipeline<T> implements AutoCloseable {
  /** So that an image that takes long does not keep the threads from the next ones. */
  private static final int AHEAD_PER_CORE = 8;

  private static final int LEAST_AHEAD = 32;

  private final Supplier<OperatingPoints> points;
  private final Inference network;
  private final Decoder<T> decoder;
  private final Iterator<? extends T> images;
  private final int window;
  private final Prefetch<Answer<T>> ahead;

  /** Decoded images of the next run, and the answers of the last one. */
  private final List<Answer<T>> decoded = new ArrayList<>();

  private final Deque<Answer<T>> answered = new ArrayDeque<>();

  /** Why there are no more images than those that are ahead. */
  private @Nullable Throwable failure;

  private boolean ended;

  /** Turns images into the network's input. Called by several threads at once. */
  @FunctionalInterface
  interface Decoder<T> {

    /**
     * Decodes an image.
     *
     * @return interleaved RGB of the input size; null if there is nothing to ask about it
     */
    byte @Nullable [] decode(T image);
  }

  /**
   * What comes out for an image: probabilities or an error, or neither if there was nothing to ask.
   *
   * @param image the image
   * @param pixels what it was decoded to, until the network has seen it
   * @param probabilities of each head in turn
   * @param points that made the probabilities, and decide by them
   * @param error what is wrong with the image
   */
  record Answer<T>(
      T image,
      byte @Nullable [] pixels,
      double @Nullable [] probabilities,
      @Nullable OperatingPoints points,
      @Nullable TwoheadException error) {

    static <T> Answer<T> failed(T image, TwoheadException error) {
      return new Answer<>(image, null, null, null, error);
    }

    /** The prediction of an image without an error. */
    Prediction prediction() {
      return Objects.requireNonNull(points, "nothing was asked")
          .prediction(Objects.requireNonNull(probabilities, "nothing was asked"), 0);
    }
  }

  /**
   * Begins nothing yet.
   *
   * @param points asked before each run of the network
   * @param executor where images are decoded
   */
  InferencePipeline(
      Supplier<OperatingPoints> points,
      Inference network,
      Executor executor,
      Decoder<T> decoder,
      Iterator<? extends T> images) {
    this.points = points;
    this.network = network;
    this.decoder = decoder;
    this.images = images;
    window = Math.max(LEAST_AHEAD, AHEAD_PER_CORE * Runtime.getRuntime().availableProcessors());
    ahead = new Prefetch<>(executor);
  }

  /**
   * Says whether there is another answer; throws what the iterator threw, once all images before
   * have been answered.
   */
  boolean hasNext() {
    lookAhead();
    if (!answered.isEmpty() || !decoded.isEmpty() || ahead.size() > 0) {
      return true;
    }
    if (failure instanceof RuntimeException exception) {
      throw exception;
    }
    if (failure instanceof Error error) {
      throw error;
    }
    return false;
  }

  /**
   * Waits for the next answer.
   *
   * @throws InterruptedException if this thread is interrupted; the answer can still be taken
   * @throws NoSuchElementException if there is none
   */
  Answer<T> next() throws InterruptedException {
    if (!hasNext()) {
      throw new NoSuchElementException();
    }
    if (network.together() == 1) {
      return ahead.take();
    }
    if (answered.isEmpty()) {
      while (decoded.size() < network.together() && ahead.size() > 0) {
        decoded.add(ahead.take());
      }
      lookAhead();
      answered.addAll(run(decoded));
      decoded.clear();
    }
    return answered.remove();
  }

  private void lookAhead() {
    try {
      while (!ended && ahead.size() < window) {
        ended = !images.hasNext();
        if (!ended) {
          T image = Objects.requireNonNull(images.next(), "an image must not be null");
          ahead.add(() -> begin(image));
        }
      }
    } catch (RuntimeException | Error e) {
      ended = true;
      failure = e;
    }
  }

  /** What another thread does for an image. */
  private Answer<T> begin(T image) {
    try {
      Answer<T> read = new Answer<>(image, decoder.decode(image), null, null, null);
      return network.together() == 1 ? run(List.of(read)).get(0) : read;
    } catch (TwoheadException e) {
      return Answer.failed(image, e);
    }
  }

  private List<Answer<T>> run(List<Answer<T>> batch) {
    List<byte[]> pixels = new ArrayList<>(batch.size());
    for (Answer<T> one : batch) {
      if (one.pixels() != null) {
        pixels.add(one.pixels());
      }
    }
    if (pixels.isEmpty()) {
      return List.copyOf(batch);
    }
    try {
      OperatingPoints now = points.get();
      double[] probabilities = network.at(now).probabilities(pixels);
      Iterator<double[]> rows = rows(probabilities, pixels.size()).iterator();
      return batch.stream()
          .map(one -> one.pixels() == null ? one : answer(one.image(), rows.next(), now))
          .toList();
    } catch (TwoheadException e) {
      return batch.stream()
          .map(one -> one.pixels() == null ? one : Answer.failed(one.image(), e))
          .toList();
    }
  }

  private static List<double[]> rows(double[] probabilities, int images) {
    int count = probabilities.length / images;
    List<double[]> rows = new ArrayList<>(images);
    for (int from = 0; from < probabilities.length; from += count) {
      rows.add(Arrays.copyOfRange(probabilities, from, from + count));
    }
    return rows;
  }

  private Answer<T> answer(T image, double[] probabilities, OperatingPoints used) {
    try {
      ProbabilityCheck.check(used.layout(), probabilities);
      return new Answer<>(image, null, probabilities, used, null);
    } catch (TwoheadException e) {
      return Answer.failed(image, e);
    }
  }

  /** Drops what is ahead, and waits until no other thread is at it. */
  @Override
  public void close() {
    ended = true;
    failure = null;
    answered.clear();
    decoded.clear();
    ahead.close();
  }
}
