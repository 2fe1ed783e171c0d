package io.github.twohead.runtime.internal.serving;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.github.twohead.HeadSpec;
import io.github.twohead.Preprocessing;
import io.github.twohead.Views;
import io.github.twohead.runtime.internal.heads.HeadLayout;
import java.nio.FloatBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.DoubleStream;
import org.junit.jupiter.api.Test;

class ViewedNetworkTest {
  private static final Preprocessing INPUT = Preprocessing.standard().size(32, 48);
  private static final HeadLayout LAYOUT =
      new HeadLayout(
          List.of(HeadSpec.binary("dark"), HeadSpec.categorical("kind", List.of("a", "b"))));

  /** Keeps what it sees; answers by the first pixel. */
  private static final class Watched implements Inference {
    private final List<byte[]> seen = new ArrayList<>();
    private final List<float[]> ready = new ArrayList<>();

    @Override
    public int together() {
      return 3;
    }

    @Override
    public double[] probabilities(List<byte[]> images) {
      seen.addAll(images);
      return images.stream()
          .mapToDouble(image -> (image[0] & 0xFF) / 255.0)
          .flatMap(p -> DoubleStream.of(p, p, 1 - p))
          .toArray();
    }

    @Override
    public double[] probabilities(FloatBuffer numbers) {
      float[] copy = new float[numbers.remaining()];
      numbers.get(numbers.position(), copy);
      ready.add(copy);
      return new double[] {copy[0], copy[0], 1 - copy[0]};
    }

    @Override
    public String runtime() {
      return "none";
    }

    @Override
    public void close() {}
  }

  private final Watched network = new Watched();

  private Inference seeing(Views views) {
    return ViewedNetwork.of(network, LAYOUT, INPUT, views);
  }

  /** Pixels that all differ in red and green: their column and row. */
  private static byte[] image() {
    byte[] image = new byte[3 * 32 * 48];
    for (int i = 0; i < image.length / 3; i++) {
      image[3 * i] = (byte) (i % 32);
      image[3 * i + 1] = (byte) (i / 32);
    }
    return image;
  }

  private static int[] pixel(byte[] image, int x, int y) {
    int at = 3 * (y * 32 + x);
    return new int[] {image[at], image[at + 1]};
  }

  @Test
  void should_leave_one_view_to_the_network() {
    assertThat(seeing(Views.one())).isSameAs(network);
  }

  @Test
  void should_see_the_image_and_its_mirror_image() {
    seeing(Views.flipped()).probabilities(List.of(image()));

    assertThat(network.seen).hasSize(2);
    assertThat(network.seen.get(0)).isEqualTo(image());
    assertThat(pixel(network.seen.get(1), 0, 5)).containsExactly(31, 5);
    assertThat(pixel(network.seen.get(1), 31, 47)).containsExactly(0, 47);
  }

  @Test
  void should_move_views_by_a_sixteenth_and_repeat_the_edge() {
    seeing(Views.mean(10)).probabilities(List.of(image()));

    // moved to the left and up by 2 and 3
    byte[] leftUp = network.seen.get(2);
    assertThat(pixel(leftUp, 0, 0)).containsExactly(2, 3);
    assertThat(pixel(leftUp, 31, 47)).containsExactly(31, 47);
    assertThat(pixel(network.seen.get(3), 31, 0)).containsExactly(2, 3);
    byte[] rightDown = network.seen.get(8);
    assertThat(pixel(rightDown, 0, 0)).containsExactly(0, 0);
    assertThat(pixel(rightDown, 2, 3)).containsExactly(0, 0);
    assertThat(pixel(rightDown, 31, 47)).containsExactly(29, 44);
    assertThat(network.seen).doesNotHaveDuplicates();
  }

  @Test
  void should_average_each_image_s_probabilities() {
    byte[] other = image();
    other[0] = (byte) 255;

    double[] answers = seeing(Views.flipped()).probabilities(List.of(image(), other));

    double mean = (0 + 31 / 255.0) / 2;
    assertThat(answers).hasSize(6);
    assertThat(answers[0]).isEqualTo(mean);
    assertThat(answers[1] + answers[2]).isEqualTo(1, within(1e-15));
    assertThat(answers[3]).isEqualTo((1 + 31 / 255.0) / 2);
  }

  @Test
  void should_take_the_highest_and_share_out_what_is_a_choice() {
    double[] answers = seeing(Views.max(2)).probabilities(List.of(image()));

    double highest = 31 / 255.0;
    assertThat(answers[0]).isEqualTo(highest);
    assertThat(answers[1]).isEqualTo(highest / (highest + 1), within(1e-15));
    assertThat(answers[1] + answers[2]).isEqualTo(1, within(1e-15));
  }

  @Test
  void should_see_ready_numbers_as_it_sees_pixels() {
    // given
    FloatBuffer numbers = FloatBuffer.allocate(2 + 3 * 32 * 48);
    byte[] image = image();
    for (int i = 0; i < image.length; i++) {
      numbers.put(2 + i, image[i]);
    }
    numbers.position(2);

    // when
    seeing(Views.mean(10)).probabilities(numbers);
    seeing(Views.mean(10)).probabilities(List.of(image));

    // then
    assertThat(numbers.position()).isEqualTo(2);
    for (int view = 0; view < 10; view++) {
      for (int i = 0; i < image.length; i++) {
        assertThat(network.ready.get(view)[i]).isEqualTo(network.seen.get(view)[i]);
      }
    }
  }
}
