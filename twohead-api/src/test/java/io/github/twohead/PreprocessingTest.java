package io.github.twohead;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import java.awt.image.BufferedImage;
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
    assertThat(Preprocessing.standard().size(32, 64).colors()).isEqualTo(Colors.AS_STORED);
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
  void should_stretch_unless_told_otherwise() {
    Preprocessing padded = Preprocessing.standard().resize(ResizeMode.PAD);

    assertThat(Preprocessing.standard().resize()).isEqualTo(ResizeMode.STRETCH);
    assertThat(padded.size(96).resize()).isEqualTo(ResizeMode.PAD);
    assertThat(padded).isNotEqualTo(Preprocessing.standard());
    assertThat(padded)
        .hasToString("256×256 pixels, resize pad, normalization imagenet, colors as_stored");
    assertThatIllegalStateException()
        .isThrownBy(() -> padded.resize(ResizeMode.CROP))
        .withMessage("resize was already set to pad");
  }

  @ParameterizedTest
  @EnumSource
  void should_read_a_resize_from_the_text_that_it_is_written_as(ResizeMode mode) {
    assertThat(ResizeMode.parse(mode.toString())).isEqualTo(mode);
  }

  @Test
  void should_refuse_an_unknown_resize() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> ResizeMode.parse("fit"))
        .withMessage("resize must be stretch, pad or crop, but is \"fit\"");
  }

  @Test
  void should_change_one_setting_and_keep_the_other() {
    Preprocessing changed =
        Preprocessing.standard().normalization(Normalization.NONE).colors(Colors.SRGB).size(96);

    assertThat(changed.width()).isEqualTo(96);
    assertThat(changed.height()).isEqualTo(96);
    assertThat(changed.normalization()).isEqualTo(Normalization.NONE);
    assertThat(changed.colors()).isEqualTo(Colors.SRGB);
    assertThat(changed).hasToString("96×96 pixels, normalization none, colors srgb");
    assertThat(Preprocessing.standard().size(64, 32).normalization(Normalization.NONE).height())
        .isEqualTo(32);
  }

  @Test
  void should_equal_what_has_the_same_settings_however_they_were_given() {
    Preprocessing given =
        Preprocessing.standard()
            .colors(Colors.AS_STORED)
            .normalization(Normalization.IMAGENET)
            .size(256);

    assertThat(given)
        .isEqualTo(Preprocessing.standard())
        .hasSameHashCodeAs(Preprocessing.standard());
    assertThat(given).isNotEqualTo(Preprocessing.standard().colors(Colors.SRGB));
  }

  @Test
  void should_name_the_earlier_value_of_a_setting_given_twice() {
    Preprocessing given =
        Preprocessing.standard()
            .size(64, 32)
            .normalization(Normalization.NONE)
            .colors(Colors.AS_STORED);

    assertThatIllegalStateException()
        .isThrownBy(() -> given.size(64))
        .withMessage("size was already set to 64×32");
    assertThatIllegalStateException()
        .isThrownBy(() -> given.normalization(Normalization.IMAGENET))
        .withMessage("normalization was already set to none");
    assertThatIllegalStateException()
        .isThrownBy(() -> given.colors(Colors.SRGB))
        .withMessage("colors was already set to as_stored");
  }

  @Test
  void should_change_what_a_model_or_a_predictor_returns_once() {
    FakeEngine engine = new FakeEngine();

    try (MultiHeadModel model =
            MultiHeadModel.builder().engine(engine).heads(HeadSpec.binary("any")).build();
        MultiHeadPredictor predictor =
            MultiHeadPredictor.builder().engine(engine).open(new byte[] {1})) {
      Preprocessing larger = model.preprocessing().size(96);

      assertThat(larger.width()).isEqualTo(96);
      assertThat(predictor.preprocessing().colors(Colors.SRGB).colors()).isEqualTo(Colors.SRGB);
      assertThatIllegalStateException()
          .isThrownBy(() -> larger.size(128))
          .withMessage("size was already set to 96×96");
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {31, 4097, -256})
  void should_refuse_sizes_out_of_range(int side) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Preprocessing.standard().size(side, 256))
        .withMessage("input width must be from 32 to 4096, but is " + side);
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Preprocessing.standard().size(256, side))
        .withMessage("input height must be from 32 to 4096, but is " + side);
  }

  @Test
  void should_accept_the_ends_of_the_range() {
    assertThat(Preprocessing.standard().size(32, 4096).height()).isEqualTo(4096);
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

  @Test
  void should_make_a_picture_of_pixels() {
    byte[] rgb = new byte[3 * 32 * 64];
    System.arraycopy(new byte[] {1, 2, 3}, 0, rgb, 3 * (5 + 32 * 7), 3);
    rgb[3 * (5 + 32 * 7)] = (byte) 201;

    BufferedImage picture = Preprocessing.standard().size(32, 64).picture(rgb);

    assertThat(picture.getRGB(5, 7)).isEqualTo(0xFFC90203);
    assertThat(picture.getRGB(0, 0)).isEqualTo(0xFF000000);
  }

  @Test
  void should_refuse_statistics_that_no_channel_has() {
    assertThatIllegalArgumentException().isThrownBy(() -> new Normalization(2, 0, 0, 1, 1, 1));
    assertThatIllegalArgumentException().isThrownBy(() -> new Normalization(0, 2, 0, 1, 1, 1));
    assertThatIllegalArgumentException().isThrownBy(() -> new Normalization(0, 0, 2, 1, 1, 1));
    assertThatIllegalArgumentException().isThrownBy(() -> new Normalization(0, 0, 0, 0, 1, 1));
    assertThatIllegalArgumentException().isThrownBy(() -> new Normalization(0, 0, 0, 1, 0, 1));
    assertThatIllegalArgumentException().isThrownBy(() -> new Normalization(0, 0, 0, 1, 1, 0));
  }
}
