package io.github.twohead.djl.internal.augmentation;

import static java.lang.Float.NaN;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.github.twohead.Augmentation;
import io.github.twohead.HeadSpec;
import io.github.twohead.Preprocessing;
import io.github.twohead.runtime.internal.data.BatchLoader.Batch;
import io.github.twohead.runtime.internal.heads.HeadLayout;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class BatchMixTest {
  private static final int SIDE = 32;
  private static final int VALUES = 3 * SIDE * SIDE;
  private static final Preprocessing INPUT = Preprocessing.standard().size(SIDE);
  private static final HeadLayout LAYOUT =
      new HeadLayout(List.of(HeadSpec.binary("a"), HeadSpec.categorical("b", "x", "y", "z")));

  @Test
  void should_blend_each_image_with_the_one_before_it() {
    // given
    FloatBuffer pixels = images(1, 2, 4);

    // when
    mixing(Augmentation.builder().mixup(1)).blend(pixels, 3, 0.75f);

    // then
    assertThat(firstOfEach(pixels)).containsExactly(1.75f, 1.75f, 3.5f);
  }

  @Test
  void should_paste_a_rectangle_of_the_image_before() {
    // given
    FloatBuffer pixels = images(1, 2, 4);

    // when
    mixing(Augmentation.builder().cutmix(1)).paste(pixels, 3, new Box(1, 2, 3, 4));

    // then
    for (int image = 0; image < 3; image++) {
      float own = List.of(1f, 2f, 4f).get(image);
      float before = List.of(4f, 1f, 2f).get(image);
      for (int i = 0; i < VALUES; i++) {
        int x = i / 3 % SIDE;
        int y = i / 3 / SIDE;
        boolean pasted = x >= 1 && x < 4 && y >= 2 && y < 6;
        assertThat(pixels.get(image * VALUES + i)).isEqualTo(pasted ? before : own);
      }
    }
  }

  @Test
  void should_keep_the_share_of_the_area_that_is_left() {
    for (int seed = 0; seed < 200; seed++) {
      // given
      FloatBuffer pixels = images(0, 1);

      // when
      float share =
          mixing(Augmentation.builder().cutmix(1)).mix(pixels, 2, new SplittableRandom(seed));

      // then
      double pasted = 0;
      for (int i = 0; i < VALUES; i++) {
        pasted += pixels.get(i);
      }
      assertThat(share).isCloseTo((float) (1 - pasted / VALUES), within(1e-6f));
    }
  }

  @Test
  void should_mix_labels_of_which_the_known_ones_count_by_their_share() {
    // given four images: the first label of all is known, then not, and so on
    float[] targets = {
      1, 1, 0, 0, //
      0, NaN, NaN, NaN, NaN, NaN, NaN, NaN, NaN, 0, 1, 0
    };
    Batch batch = new Batch(ByteBuffer.allocate(0), targets, new int[4]);

    // when
    Batch mixed = BatchMix.mixLabels(batch, LAYOUT, 0.75f);

    // then
    assertThat(mixed.targets())
        .containsExactly(
            new float[] {1, 0.75f, 0.25f, 0, 0.25f, 1, 0, 0, 0, NaN, NaN, NaN, NaN, 0, 1, 0},
            within(1e-6f));
    assertThat(mixed.known())
        .containsExactly(new float[] {0.75f, 1, 1, 0.25f, 0.25f, 0, 0, 0.75f}, within(1e-6f));
  }

  @Test
  void should_not_know_what_only_the_image_that_has_no_share_knows() {
    Batch batch = new Batch(ByteBuffer.allocate(0), new float[] {NaN, 1}, new int[2]);
    HeadLayout one = new HeadLayout(List.of(HeadSpec.binary("a")));

    Batch mixed = BatchMix.mixLabels(batch, one, 1);

    assertThat(mixed.targets()).containsExactly(NaN, 1);
    assertThat(mixed.known()).containsExactly(0, 1);
  }

  @Test
  void should_be_decided_by_the_seed_and_the_batch() {
    Augmentation.Builder both = Augmentation.builder().mixup(1).cutmix(1);
    BatchMix mix = mixing(both);

    assertThat(known(mix, 1, 7)).isEqualTo(known(mix, 1, 7));
    assertThat(known(mix, 1, 7)).isNotEqualTo(known(mix, 2, 7)).isNotEqualTo(known(mix, 1, 8));
  }

  @ParameterizedTest
  @ValueSource(doubles = {0.01, 0.2, 1, 5, 100})
  void should_draw_shares_of_the_mean_and_variance_of_beta(double alpha) {
    SplittableRandom random = new SplittableRandom(1);
    int count = 20_000;
    double sum = 0;
    double squares = 0;
    for (int i = 0; i < count; i++) {
      double share = BatchMix.beta(alpha, random);
      assertThat(share).isBetween(0.0, 1.0);
      sum += share;
      squares += (share - 0.5) * (share - 0.5);
    }

    double variance = 1 / (4 * (2 * alpha + 1));
    assertThat(sum / count).isCloseTo(0.5, within(5 * Math.sqrt(variance / count)));
    assertThat(squares / count).isCloseTo(variance, within(0.05 * variance));
  }

  /** What decides about labels, of a batch of two images that only differ in their numbers. */
  private static float known(BatchMix mix, long seed, int slot) {
    ByteBuffer pixels = ByteBuffer.allocateDirect(2 * 4 * VALUES).order(ByteOrder.nativeOrder());
    float[] targets = {1, 1, 0, 0, NaN, NaN, NaN, NaN};
    return mix.mix(new Batch(pixels, targets, new int[] {slot, 3}), LAYOUT, seed).known()[0];
  }

  private static BatchMix mixing(Augmentation.Builder augmentation) {
    return new BatchMix(INPUT, augmentation.build());
  }

  private static FloatBuffer images(float... values) {
    FloatBuffer pixels = FloatBuffer.allocate(VALUES * values.length);
    for (int i = 0; i < pixels.capacity(); i++) {
      pixels.put(i, values[i / VALUES]);
    }
    return pixels;
  }

  private static float[] firstOfEach(FloatBuffer pixels) {
    float[] first = new float[pixels.capacity() / VALUES];
    for (int i = 0; i < first.length; i++) {
      first[i] = pixels.get(i * VALUES);
    }
    return first;
  }
}
