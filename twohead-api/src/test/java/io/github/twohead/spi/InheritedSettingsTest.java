package io.github.twohead.spi;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.twohead.Device;
import io.github.twohead.FakeEngine;
import io.github.twohead.HeadSpec;
import io.github.twohead.MultiHeadModel;
import io.github.twohead.MultiHeadPredictor;
import java.io.ByteArrayInputStream;
import java.util.List;
import java.util.function.BiFunction;
import org.junit.jupiter.api.Test;

/** Settings that a class of the other package inherits, which programs cannot see, as they call. */
class InheritedSettingsTest {
  private final FakeEngine engine = new FakeEngine();

  @Test
  void should_chain_with_the_settings_of_the_class_itself() {
    try (MultiHeadModel built =
            MultiHeadModel.builder()
                .device(Device.cpu())
                .threads(2)
                .engine(engine)
                .heads(HeadSpec.binary("any"))
                .build();
        MultiHeadModel opened =
            MultiHeadModel.opener().threads(2).engine(engine).open(new byte[] {1});
        MultiHeadPredictor predictor =
            MultiHeadPredictor.builder()
                .device(Device.cpu())
                .engine(engine)
                .acceptChanged()
                .open(new ByteArrayInputStream(new byte[] {1}))) {
      assertThat(built.heads()).isEqualTo(opened.heads()).isEqualTo(predictor.heads());
    }
  }

  @Test
  void should_open_a_model_from_the_class_path() {
    String name = getClass().getSimpleName() + ".class";

    try (MultiHeadModel model =
        MultiHeadModel.opener().engine(engine).openResource(getClass(), name)) {
      assertThat(model.heads()).isNotEmpty();
    }
  }

  @Test
  void should_open_more_than_one_file_with_the_same_settings() {
    MultiHeadPredictor.Builder builder =
        MultiHeadPredictor.builder().threads(2).heads(HeadSpec.binary("any")).engine(engine);

    try (MultiHeadPredictor first = builder.open(new byte[] {1});
        MultiHeadPredictor second = builder.open(new byte[] {2})) {
      assertThat(first.heads()).isEqualTo(second.heads());
    }
  }

  @Test
  void should_be_found_by_reflection_and_as_method_references() throws Exception {
    BiFunction<MultiHeadModel.Opener, Device, MultiHeadModel.Opener> setter =
        MultiHeadModel.Opener::device;

    setter.apply(MultiHeadModel.opener(), Device.cpu()).threads(1);

    for (Object builder :
        List.of(MultiHeadModel.builder(), MultiHeadModel.opener(), MultiHeadPredictor.builder())) {
      Object same =
          builder.getClass().getMethod("device", Device.class).invoke(builder, Device.cpu());
      assertThat(same).isSameAs(builder);
    }
  }
}
