package io.github.twohead;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class DeviceTest {

  @ParameterizedTest
  @CsvSource({"gpu, 0", "gpu0, 0", "GPU1, 1", "' gpu12 ', 12", "gpu9999, 9999"})
  void should_read_a_gpu(String text, int index) {
    Device device = Device.parse(text);

    assertThat(device.isGpu()).isTrue();
    assertThat(device.isAuto()).isFalse();
    assertThat(device.gpuIndex()).isEqualTo(index);
    assertThat(device).isEqualTo(Device.gpu(index)).hasSameHashCodeAs(Device.gpu(index));
  }

  @Test
  void should_read_the_cpu_and_the_automatic_choice() {
    assertThat(Device.parse(" CPU ")).isEqualTo(Device.cpu());
    assertThat(Device.parse("Auto")).isEqualTo(Device.auto()).isNotEqualTo(Device.cpu());
    assertThat(Device.parse("auto").isAuto()).isTrue();
    assertThat(Device.cpu().isAuto()).isFalse();
    assertThat(Device.auto().isGpu()).isFalse();
  }

  @ParameterizedTest
  @ValueSource(strings = {"auto", "cpu", "gpu0", "gpu9999"})
  void should_write_what_it_reads(String text) {
    assertThat(Device.parse(text)).hasToString(text);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "cuda", "cuda:0", "gpu-1", "gpu 1", "gpu10000", "gpu१", "cpu0"})
  void should_refuse_anything_else_and_say_what_there_is(String text) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Device.parse(text))
        .withMessage("device must be auto, cpu or gpu0, gpu1, …, but is \"" + text + "\"");
  }

  @ParameterizedTest
  @ValueSource(ints = {-1, 10_000})
  void should_refuse_a_number_that_it_could_not_read_again(int index) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Device.gpu(index))
        .withMessage("a GPU's number must be from 0 to 9999, but is " + index);
  }

  @Test
  void should_have_no_gpu_number_without_a_gpu() {
    assertThatIllegalStateException()
        .isThrownBy(Device.cpu()::gpuIndex)
        .withMessage("cpu is not a GPU");
  }
}
