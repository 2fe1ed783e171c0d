package io.github.twohead;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class PreprocessingTest {

  @Test
  void should_start_from_256_pixels_and_the_statistics_of_imagenet() {
    Preprocessing standard = Preprocessing.standard();

    assertThat(standard.width()).isEqualTo(256);
    assertThat(standard.height()).isEqualTo(256);
    assertThat(standard.normalization())
        .isEqualTo(new Normalization(0.485f, 0.456f, 0.406f, 0.229f, 0.224f, 0.225f));
  }

  @Test
  void should_take_colors_as_they_are_stored_unless_told_otherwise() {
    assertThat(Preprocessing.standard().colors()).isEqualTo(Colors.AS_STORED);
    assertThat(new Preprocessing(32, 64, Normalization.NONE).colors()).isEqualTo(Colors.AS_STORED);
  }

  @ParameterizedTest
  @EnumSource
  void should_read_colors_from_the_text_that_they_are_written_as(Colors colors) {
    assertThat(Colors.parse(colors.toString())).isEqualTo(colors);
  }

  @Test
  void should_refuse_unknown_colors() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Colors.parse("p3"))
        .withMessage("colors must be as_stored or srgb, but are \"p3\"");
  }

  @Test
  void should_change_one_setting_and_keep_the_other() {
    Preprocessing changed =
        Preprocessing.standard().normalization(Normalization.NONE).colors(Colors.SRGB).size(96);

    assertThat(changed).isEqualTo(new Preprocessing(96, 96, Normalization.NONE, Colors.SRGB));
    assertThat(changed.normalization(Normalization.IMAGENET).colors()).isEqualTo(Colors.SRGB);
    assertThat(new Preprocessing(64, 32, Normalization.NONE).normalization(Normalization.IMAGENET))
        .isEqualTo(new Preprocessing(64, 32, Normalization.IMAGENET));
  }

  @ParameterizedTest
  @ValueSource(ints = {31, 4097, -256})
  void should_refuse_sizes_out_of_range(int side) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new Preprocessing(side, 256, Normalization.NONE))
        .withMessage("input width must be from 32 to 4096, but is " + side);
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new Preprocessing(256, side, Normalization.NONE))
        .withMessage("input height must be from 32 to 4096, but is " + side);
  }

  @Test
  void should_accept_the_ends_of_the_range() {
    assertThat(new Preprocessing(32, 4096, Normalization.NONE).height()).isEqualTo(4096);
    assertThat(new Normalization(0, 1, 0, 0.001f, 1, 1).std(0)).isEqualTo(0.001f);
  }

  @Test
  void should_number_channels_as_red_green_and_blue() {
    Normalization n = new Normalization(0.1f, 0.2f, 0.3f, 0.4f, 0.5f, 0.6f);

    assertThat(new float[] {n.mean(0), n.mean(1), n.mean(2)}).containsExactly(0.1f, 0.2f, 0.3f);
    assertThat(new float[] {n.std(0), n.std(1), n.std(2)}).containsExactly(0.4f, 0.5f, 0.6f);
    assertThatExceptionOfType(IndexOutOfBoundsException.class).isThrownBy(() -> n.mean(3));
    assertThatExceptionOfType(IndexOutOfBoundsException.class).isThrownBy(() -> n.std(-1));
  }

  @Test
  void should_refuse_statistics_of_pixels_from_0_to_255_and_name_the_channel() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new Normalization(0.5f, 116, 0.5f, 1, 1, 1))
        .withMessage("the mean of green, on a scale of 0 to 1, must be from 0 to 1, but is 116");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new Normalization(0.5f, 0.5f, 0.5f, 1, 1, 57))
        .withMessageStartingWith("the standard deviation of blue, on a scale of 0 to 1,")
        .withMessageEndingWith("but is 57");
  }

  @ParameterizedTest
  @ValueSource(floats = {0, -0.2f, Float.NaN, Float.MIN_VALUE})
  void should_refuse_to_divide_by_nothing(float std) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new Normalization(0, 0, 0, std, 1, 1))
        .withMessageStartingWith("the standard deviation of red");
  }

  @Test
  void should_read_a_normalization_by_its_name_or_its_numbers() {
    assertThat(Normalization.parse(" ImageNet ")).isEqualTo(Normalization.IMAGENET);
    assertThat(Normalization.parse("none")).isEqualTo(Normalization.NONE);
    assertThat(Normalization.parse("0.1,.2, 3e-1 / 0.4,0.5,1"))
        .isEqualTo(new Normalization(0.1f, 0.2f, 0.3f, 0.4f, 0.5f, 1));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "cifar",
        "",
        "0.5",
        "0.5,0.5,0.5",
        "0.5/0.5",
        "0.5,0.5/0.5,0.5",
        "0.5,0.5,0.5,0.5/0.5,0.5,0.5",
        "0.5,0.5,0.5/0.5,0.5,0.5/0.5,0.5,0.5",
        "0.5,0.5,0.5/0.5,0.5,",
        "a,b,c/d,e,f",
        "NaN,0,0/1,1,1"
      })
  void should_show_how_a_normalization_is_written(String text) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Normalization.parse(text))
        .withMessage(
            "normalization must be imagenet, none, or means/standard deviations such as"
                + " 0.5,0.5,0.5/0.25,0.25,0.25, but is \""
                + text
                + "\"");
  }

  @Test
  void should_refuse_numbers_out_of_range_in_text() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Normalization.parse("0.5,116,0.5/1,1,1"))
        .withMessageStartingWith("the mean of green");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"imagenet", "none", "0.5,0.5,0.5/0.25,0.25,0.25", "0.1,1.0E-4,0.0/0.33,1.0,0.001"})
  void should_write_a_normalization_as_it_is_read(String text) {
    assertThat(Normalization.parse(text)).hasToString(text);
  }
}
