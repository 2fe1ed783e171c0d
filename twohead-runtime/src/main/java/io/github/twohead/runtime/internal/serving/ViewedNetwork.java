package io.github.twohead.runtime.internal.serving;

import io.github.twohead.Preprocessing;
import io.github.twohead.Views;
import io.github.twohead.runtime.internal.heads.HeadLayout;
import io.github.twohead.runtime.internal.heads.OperatingPoints;
import java.nio.FloatBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Supplier;

/** A network that looks at several views of each image. */
public final class ViewedNetwork implements Inference {
  /** A view is moved by this part of each side. */
  private static final int PARTS = 16;

  private final Inference network;
  private final HeadLayout layout;
  private final Views views;
  private final List<View> each;

  private ViewedNetwork(Inference network, HeadLayout layout, Views views, List<View> each) {
    this.network = network;
    this.layout = layout;
    this.views = views;
    this.each = each;
  }

  /** Takes over a network; returns it alone where there is one view. */
  public static Inference of(
      Inference network, HeadLayout layout, Preprocessing input, Views views) {
    if (views.count() == 1) {
      return network;
    }
    List<View> each = new ArrayList<>();
    for (int i = 0; i < views.count(); i++) {
      each.add(View.of(i, input.width(), input.height()));
    }
    return new ViewedNetwork(network, layout, views, each);
  }

  /**
   * Where the pixels of a view come from.
   *
   * @param columns of the image, for each column of the view
   * @param rows of the image, for each row of the view
   */
  private record View(int[] columns, int[] rows) {
    static View of(int number, int width, int height) {
      int corner = number / 2 - 1;
      int right = corner < 0 ? 0 : corner % 2 == 0 ? -1 : 1;
      int down = corner < 0 ? 0 : corner / 2 == 0 ? -1 : 1;
      return new View(
          sources(width, right * width / PARTS, number % 2 == 1),
          sources(height, down * height / PARTS, false));
    }

    private static int[] sources(int length, int move, boolean mirrored) {
      int[] sources = new int[length];
      for (int i = 0; i < length; i++) {
        int from = Math.max(0, Math.min(length - 1, i - move));
        sources[mirrored ? length - 1 - i : i] = from;
      }
      return sources;
    }

    byte[] of(byte[] rgb) {
      byte[] seen = new byte[rgb.length];
      int to = 0;
      for (int row : rows) {
        for (int column : columns) {
          int from = 3 * (row * columns.length + column);
          seen[to++] = rgb[from];
          seen[to++] = rgb[from + 1];
          seen[to++] = rgb[from + 2];
        }
      }
      return seen;
    }

    FloatBuffer of(FloatBuffer ready) {
      FloatBuffer seen = FloatBuffer.allocate(ready.remaining());
      for (int row : rows) {
        for (int column : columns) {
          int from = ready.position() + 3 * (row * columns.length + column);
          seen.put(ready.get(from)).put(ready.get(from + 1)).put(ready.get(from + 2));
        }
      }
      return seen.flip();
    }
  }

  @Override
  public Inference at(OperatingPoints points) {
    return new ViewedNetwork(network.at(points), layout, views, each);
  }

  @Override
  public <T> T throughout(Supplier<T> work) {
    return network.throughout(work);
  }

  @Override
  public int together() {
    return network.together();
  }

  @Override
  public double[] probabilities(List<byte[]> images) {
    return combined(view -> network.probabilities(images.stream().map(view::of).toList()));
  }

  @Override
  public double[] probabilities(FloatBuffer ready) {
    return combined(view -> network.probabilities(view.of(ready)));
  }

  private double[] combined(Function<View, double[]> run) {
    double[] result = run.apply(each.get(0)).clone();
    for (View view : each.subList(1, each.size())) {
      double[] next = run.apply(view);
      for (int i = 0; i < result.length; i++) {
        result[i] = views.isMax() ? Math.max(result[i], next[i]) : result[i] + next[i];
      }
    }
    if (views.isMax()) {
      shareOut(result);
    } else {
      for (int i = 0; i < result.length; i++) {
        result[i] /= each.size();
      }
    }
    return result;
  }

  /** Makes the probabilities of every choice among categories add up to 1 again. */
  private void shareOut(double[] probabilities) {
    for (int row = 0; row < probabilities.length; row += layout.outputs()) {
      for (int head = 0; head < layout.heads().size(); head++) {
        if (layout.heads().get(head).isCategorical()) {
          shareOut(probabilities, row + layout.offset(head), row + layout.offset(head + 1));
        }
      }
    }
  }

  private static void shareOut(double[] probabilities, int from, int to) {
    double sum = 0;
    for (int i = from; i < to; i++) {
      sum += probabilities[i];
    }
    for (int i = from; i < to; i++) {
      probabilities[i] /= sum;
    }
  }

  @Override
  public Optional<Views> views() {
    return Optional.of(views);
  }

  @Override
  public String runtime() {
    return network.runtime();
  }

  @Override
  public void close() {
    network.close();
  }
}
