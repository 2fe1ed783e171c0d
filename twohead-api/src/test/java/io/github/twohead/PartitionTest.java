package io.github.twohead;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.twohead.Partition.Group;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class PartitionTest {
  private static List<Group> sizes(int... rows) {
    return IntStream.of(rows).mapToObj(n -> new Group(new int[] {0}, new int[] {n})).toList();
  }

  private static int[] rows(List<Group> groups, int[] parts, int count) {
    int[] rows = new int[count];
    for (int i = 0; i < parts.length; i++) {
      rows[parts[i]] += groups.get(i).counts()[0];
    }
    return rows;
  }

  @Test
  void should_leave_no_part_empty() {
    for (int seed = 0; seed < 200; seed++) {
      Random random = new Random(seed);
      int[] sizes = random.ints(3 + random.nextInt(5), 1, 50).toArray();

      int[] parts = Partition.of(sizes(sizes), new double[] {0.9, 0.05, 0.05}, random);

      assertThat(parts).contains(0, 1, 2);
    }
  }

  /** 8 + 5 and 7 + 6 + 4 are what putting the largest first comes to: no move alone mends it. */
  @Test
  void should_exchange_groups_where_no_move_helps() {
    List<Group> groups = sizes(8, 7, 6, 5, 4);
    for (int seed = 0; seed < 50; seed++) {
      int[] parts = Partition.of(groups, new double[] {0.5, 0.5}, new Random(seed));

      assertThat(rows(groups, parts, 2)).containsExactly(15, 15);
    }
  }

  @Test
  void should_come_near_to_shares_that_differ() {
    for (int seed = 0; seed < 20; seed++) {
      List<Group> groups = sizes(new Random(seed).ints(60, 1, 30).toArray());
      double all = groups.stream().mapToInt(group -> group.counts()[0]).sum();

      int[] parts = Partition.of(groups, new double[] {0.7, 0.2, 0.1}, new Random(seed));

      int[] rows = rows(groups, parts, 3);
      assertThat(rows[0] / all).isBetween(0.698, 0.702);
      assertThat(rows[1] / all).isBetween(0.198, 0.202);
      assertThat(rows[2] / all).isBetween(0.098, 0.102);
    }
  }

  /** The numbers were written once; another machine, JDK or release must give the same. */
  @Test
  void should_put_groups_of_several_marks_into_the_same_parts_on_every_machine() {
    Random random = new Random(1);
    List<Group> groups =
        IntStream.range(0, 30)
            .mapToObj(i -> random.nextInt(20))
            .map(n -> new Group(new int[] {0, 1 + n % 2, 3}, new int[] {n + 3, n + 1, n / 3}))
            .toList();

    int[] parts = Partition.of(groups, new double[] {0.5, 0.3, 0.2}, new Random(7));

    assertThat(parts)
        .containsExactly(
            1, 0, 1, 0, 1, 1, 0, 2, 0, 0, 0, 1, 1, 2, 0, 0, 2, 2, 2, 2, 0, 1, 1, 0, 0, 0, 1, 0, 2,
            0);
  }
}
