package io.github.twohead;

import java.util.Comparator;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;

/**
 * Puts groups of rows into parts, so that each part has its share of all rows and of every mark.
 *
 * <p>Groups are put where they bring the shares nearest to what is wanted, those first that are the
 * largest share of what they have; then single groups are moved and pairs exchanged while that
 * brings them nearer. How far the shares are off is the sum of (share of a mark in a part − share
 * of the part)² / (share of the part), as in a χ² statistic.
 */
final class Partition {
  private static final int PASSES = 20;

  /** Of so many groups every pair is tried. */
  private static final int FEW = 1000;

  private static final double NEARER = -1e-12;

  private final double[] shares;
  private final List<Group> groups;

  /** Of each mark, how many rows have it. */
  private final int[] totals;

  /** How many rows of a part have a mark. */
  private final int[][] sums;

  /** How many groups are in a part. */
  private final int[] sizes;

  /** Where a group is. */
  private final int[] parts;

  /**
   * Some rows that stay together.
   *
   * @param marks what its rows have, each once
   * @param counts how many of its rows have that
   */
  record Group(int[] marks, int[] counts) {}

  private Partition(List<Group> groups, double[] shares) {
    this.groups = groups;
    this.shares = shares;
    int marks =
        1 + groups.stream().flatMapToInt(group -> IntStream.of(group.marks)).max().orElse(0);
    totals = new int[marks];
    sums = new int[shares.length][marks];
    sizes = new int[shares.length];
    parts = new int[groups.size()];
    groups.forEach(group -> add(totals, group, 1));
  }

  /**
   * Puts every group into a part, and into every part a group.
   *
   * @param groups at least as many as there are parts
   * @param shares what each part shall have of all; their sum is 1
   * @return of each group its part
   */
  static int[] of(List<Group> groups, double[] shares, Random random) {
    Partition partition = new Partition(groups, shares);
    partition.fill(random);
    partition.improve();
    return partition.parts;
  }

  private void fill(Random random) {
    int[] order = order(random);
    int empty = shares.length;
    for (int i = 0; i < order.length; i++) {
      boolean fillEmpty = order.length - i == empty;
      int best = -1;
      double least = 0;
      for (int part = 0; part < shares.length; part++) {
        double change = change(order[i], part, 1);
        if ((sizes[part] == 0 || !fillEmpty) && (best < 0 || change < least)) {
          best = part;
          least = change;
        }
      }
      empty -= sizes[best] == 0 ? 1 : 0;
      put(order[i], best);
    }
  }

  /** The largest first, but not always in the same order: another seed gives other parts. */
  private int[] order(Random random) {
    double[] weights = new double[groups.size()];
    for (int i = 0; i < weights.length; i++) {
      Group group = groups.get(i);
      for (int j = 0; j < group.marks.length; j++) {
        double share = (double) group.counts[j] / totals[group.marks[j]];
        weights[i] += share * share;
      }
      weights[i] *= 0.5 + random.nextDouble();
    }
    return IntStream.range(0, weights.length)
        .boxed()
        .sorted(Comparator.comparingDouble(group -> -weights[group]))
        .mapToInt(Integer::intValue)
        .toArray();
  }

  private void improve() {
    boolean better = true;
    for (int pass = 0; better && pass < PASSES; pass++) {
      better = false;
      for (int group = 0; group < parts.length; group++) {
        better |= move(group);
        for (int other = 0; other < group && parts.length <= FEW; other++) {
          better |= exchange(group, other);
        }
      }
    }
  }

  private boolean move(int group) {
    int from = parts[group];
    if (sizes[from] == 1) {
      return false;
    }
    double left = change(group, from, -1);
    for (int part = 0; part < shares.length; part++) {
      if (part != from && left + change(group, part, 1) < NEARER) {
        take(group);
        put(group, part);
        return true;
      }
    }
    return false;
  }

  private boolean exchange(int group, int other) {
    int from = parts[group];
    int to = parts[other];
    if (from == to) {
      return false;
    }
    double change = change(group, from, -1) + change(other, to, -1);
    take(group);
    take(other);
    change += change(group, to, 1) + change(other, from, 1);
    put(group, change < NEARER ? to : from);
    put(other, change < NEARER ? from : to);
    return change < NEARER;
  }

  /** By how much a part is further off with a group more (1) or less (-1). */
  private double change(int index, int part, int sign) {
    Group group = groups.get(index);
    double change = 0;
    for (int i = 0; i < group.marks.length; i++) {
      int mark = group.marks[i];
      double before = (double) sums[part][mark] / totals[mark] - shares[part];
      double more = (double) sign * group.counts[i] / totals[mark];
      change += more * (2 * before + more);
    }
    return change / shares[part];
  }

  private void put(int group, int part) {
    parts[group] = part;
    sizes[part]++;
    add(sums[part], groups.get(group), 1);
  }

  private void take(int group) {
    int part = parts[group];
    sizes[part]--;
    add(sums[part], groups.get(group), -1);
  }

  private static void add(int[] sums, Group group, int sign) {
    for (int i = 0; i < group.marks.length; i++) {
      sums[group.marks[i]] += sign * group.counts[i];
    }
  }
}
