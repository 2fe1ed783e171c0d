package io.github.twohead.djl.internal.torch;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.twohead.djl.internal.torch.Torch.Nnpack;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;

/** PyTorch has no API in Java to do without NNPACK, so its own functions are called. */
@DisabledOnOs(value = OS.WINDOWS, disabledReason = "PyTorch is built without NNPACK there")
class NnpackTest {

  @Test
  void should_switch_nnpack_off_and_on() {
    Torch.engine();
    boolean before = Nnpack.isEnabled();
    try {
      Nnpack.enable(false);
      assertThat(Nnpack.isEnabled()).isFalse();
      Nnpack.enable(true);
      assertThat(Nnpack.isEnabled()).isTrue();
    } finally {
      Nnpack.enable(before);
    }
  }
}
