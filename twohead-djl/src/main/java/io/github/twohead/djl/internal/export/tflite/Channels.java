package io.github.twohead.djl.internal.export.tflite;

import io.github.twohead.djl.internal.graph.Graph;
import io.github.twohead.djl.internal.graph.Op;
import io.github.twohead.djl.internal.graph.Value;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * Which computed channels each value of a graph holds, and which are read together.
 *
 * <p>Splits, concatenations and shuffles compute nothing. They are followed here and not written:
 * an operation reads its channels from where they were computed, in any order, since its weights
 * can be put into that order too.
 */
final class Channels {
  private final Map<Value, List<Channel>> channels = new HashMap<>();
  private final Set<Value> read = new HashSet<>();

  /** Channels of one group were read together until now. */
  private final Map<Channel, Integer> groups = new HashMap<>();

  private int groupCount;

  /**
   * A channel that is computed, or put in.
   *
   * @param source what it is a channel of
   * @param index its number there
   */
  record Channel(Value source, int index) {}

  Channels(Graph graph) {
    compute(graph.input());
    for (Op op : graph.ops()) {
      if (op instanceof Op.Split split) {
        split(split);
      } else if (op instanceof Op.Concat concat) {
        channels.put(
            concat.out(), concat.inputs().stream().flatMap(in -> of(in).stream()).toList());
      } else if (op instanceof Op.Shuffle shuffle) {
        shuffle(shuffle);
      } else {
        op.inputs().forEach(this::read);
        op.outputs().forEach(this::compute);
      }
    }
    graph.outputs().values().forEach(this::read);
  }

  /** Whether an operation only moves channels. */
  static boolean isRouting(Op op) {
    return op instanceof Op.Split || op instanceof Op.Concat || op instanceof Op.Shuffle;
  }

  private void compute(Value value) {
    List<Channel> own =
        IntStream.range(0, value.channels()).mapToObj(i -> new Channel(value, i)).toList();
    channels.put(value, own);
    own.forEach(channel -> groups.put(channel, 0));
  }

  private void split(Op.Split split) {
    int first = 0;
    for (Value out : split.outputs()) {
      channels.put(out, of(split.in()).subList(first, first + out.channels()));
      first += out.channels();
    }
  }

  private void shuffle(Op.Shuffle shuffle) {
    List<Channel> in = of(shuffle.in());
    int size = in.size() / shuffle.groups();
    List<Channel> out = new ArrayList<>();
    for (int i = 0; i < size; i++) {
      for (int group = 0; group < shuffle.groups(); group++) {
        out.add(in.get(group * size + i));
      }
    }
    channels.put(shuffle.out(), List.copyOf(out));
  }

  private void read(Value value) {
    if (!read.add(value)) {
      return;
    }
    Map<Integer, Integer> parts = new HashMap<>();
    for (Channel channel : of(value)) {
      groups.compute(channel, (c, group) -> parts.computeIfAbsent(group, g -> ++groupCount));
    }
  }

  /** The channels of a value, in order. */
  List<Channel> of(Value value) {
    @Nullable List<Channel> list = channels.get(value);
    if (list == null) {
      throw new IllegalArgumentException(
          "the value " + value + " is read, but no operation before computes it");
    }
    return list;
  }

  /** The order in which a source's channels lie best: what is read together, side by side. */
  int[] order(Value source) {
    return of(source).stream()
        .sorted(Comparator.comparing(groups::get))
        .mapToInt(Channel::index)
        .toArray();
  }
}
