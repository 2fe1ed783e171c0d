package io.github.twohead.experiments;

import io.github.twohead.Recipe;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.Set;

/** The samplers that {@link SweepSampler} makes. */
final class Samplers {
  static final SweepSampler GRID = new Grid();

  /** So that a few long lists, or a typing error, do not fill the memory. */
  static final int MOST = 100_000;

  private Samplers() {}

  /** Every combination. */
  private static final class Grid implements SweepSampler {
    @Override
    public List<Map<String, String>> next(
        Recipe recipe, Map<String, SweepValues> space, List<Tried> tried) {
      if (!tried.isEmpty()) {
        return List.of();
      }
      List<Map<String, String>> all = List.of(Map.of());
      for (Map.Entry<String, SweepValues> setting : space.entrySet()) {
        all = times(all, setting.getKey(), setting.getValue());
      }
      return all;
    }

    private static List<Map<String, String>> times(
        List<Map<String, String>> all, String key, SweepValues values) {
      if (!values.isListed()) {
        throw new IllegalArgumentException(
            key + "=" + values + ": a grid needs lists; draw from intervals at random");
      }
      if ((long) all.size() * values.listed().size() > MOST) {
        throw new IllegalArgumentException("the grid has more than 100,000 combinations");
      }
      return all.stream()
          .flatMap(one -> values.listed().stream().map(value -> with(one, key, value)))
          .toList();
    }

    @Override
    public String name() {
      return "grid";
    }

    @Override
    public boolean usesScores() {
      return false;
    }
  }

  /** Draws. */
  record AtRandom(int count, long seed) implements SweepSampler {
    /** How many draws in a row may be known before lists count as used up. */
    private static final int PATIENCE = 1000;

    @Override
    public List<Map<String, String>> next(
        Recipe recipe, Map<String, SweepValues> space, List<Tried> tried) {
      if (!tried.isEmpty()) {
        return List.of();
      }
      Random random = new Random(seed); // its algorithm is the same everywhere
      Set<Map<String, String>> drawn = new LinkedHashSet<>();
      for (int misses = 0; drawn.size() < count && misses < PATIENCE; misses++) {
        Map<String, String> one = new LinkedHashMap<>();
        space.forEach((key, values) -> one.put(key, values.draw(random)));
        if (drawn.add(one)) {
          misses = 0;
        }
      }
      return List.copyOf(drawn);
    }

    @Override
    public String name() {
      return "random(" + count + ", seed " + seed + ")";
    }

    @Override
    public boolean usesScores() {
      return false;
    }
  }

  /** Gives a few epochs to all, and many to the best. */
  record Halving(SweepSampler first) implements SweepSampler {
    private static final int FACTOR = 3;

    @Override
    public List<Map<String, String>> next(
        Recipe recipe, Map<String, SweepValues> space, List<Tried> tried) {
      if (space.containsKey(Sweep.EPOCHS)) {
        throw new IllegalArgumentException(
            Sweep.EPOCHS + " cannot be swept with halving, which chooses the epochs itself");
      }
      int most = epochs(recipe);
      if (tried.isEmpty()) {
        List<Map<String, String>> all = first.next(recipe, space, tried);
        String epochs = Integer.toString(rungs(all.size(), most).get(0));
        return all.stream().map(one -> with(one, Sweep.EPOCHS, epochs)).toList();
      }
      int width = of(tried, epochs(tried.get(0))).size();
      List<Integer> rungs = rungs(width, most);
      String last = epochs(tried.get(tried.size() - 1));
      int rung = rungs.indexOf(Integer.valueOf(last)) + 1;
      if (rung == rungs.size()) {
        return List.of();
      }
      long kept = Math.max(1, width / Math.round(Math.pow(FACTOR, rung)));
      String epochs = Integer.toString(rungs.get(rung));
      return of(tried, last).stream()
          .filter(one -> !Double.isNaN(one.score()))
          .sorted(Comparator.comparingDouble(one -> -one.score()))
          .limit(kept)
          .map(one -> with(one.settings(), Sweep.EPOCHS, epochs))
          .toList();
    }

    private static String epochs(Tried tried) {
      return Objects.requireNonNull(tried.settings().get(Sweep.EPOCHS));
    }

    private static int epochs(Recipe recipe) {
      Object epochs =
          recipe.value(Sweep.EPOCHS).or(() -> RunSettings.usual(Sweep.EPOCHS)).orElseThrow();
      return ((Number) epochs).intValue();
    }

    private static List<Tried> of(List<Tried> tried, String epochs) {
      return tried.stream().filter(one -> epochs.equals(epochs(one))).toList();
    }

    /** The epochs of each round, as many as leave at least one to go on. */
    static List<Integer> rungs(int width, int most) {
      List<Integer> rungs = new ArrayList<>();
      int left = width;
      for (int epochs = most; epochs >= 1 && left >= 1; epochs /= FACTOR, left /= FACTOR) {
        rungs.add(0, epochs);
      }
      return rungs.isEmpty() ? List.of(most) : rungs;
    }

    @Override
    public String name() {
      return "halving(" + first.name() + ")";
    }
  }

  /** The same settings with one more, or another value of it in its place. */
  private static Map<String, String> with(Map<String, String> settings, String key, String value) {
    Map<String, String> changed = new LinkedHashMap<>(settings);
    changed.put(key, value);
    return changed;
  }
}
