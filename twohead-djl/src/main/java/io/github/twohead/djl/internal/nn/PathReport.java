package io.github.twohead.djl.internal.nn;

import ai.djl.Device;
import ai.djl.nn.Block;
import io.github.twohead.djl.internal.torch.Torch;
import java.util.Arrays;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Says what computes a network: PyTorch's version, the device, and every path that is not the
 * fastest.
 */
final class PathReport {
  private PathReport() {}

  /**
   * Describes blocks, as far as they were used.
   *
   * @param channelsFirst whether images were ever given in that order, which is slower on a CPU
   */
  static String of(Device device, boolean channelsFirst, Block... blocks) {
    Map<String, Long> slower =
        pointwise(blocks)
            .map(PointwiseConvolution::slower)
            .filter(Objects::nonNull)
            .collect(Collectors.groupingBy(Object::toString, TreeMap::new, Collectors.counting()));
    StringBuilder text = new StringBuilder("PyTorch " + Torch.engine().getVersion());
    text.append(" on ").append(device.isGpu() ? device.toString() : "the CPU");
    if (channelsFirst) {
      text.append(", images channels first");
    }
    slower.forEach(
        (path, count) ->
            text.append(
                String.format(
                    Locale.ROOT,
                    ", %d of %d 1×1 convolutions %s",
                    count,
                    pointwise(blocks).count(),
                    path)));
    return text.toString();
  }

  private static Stream<PointwiseConvolution> pointwise(Block... blocks) {
    return Arrays.stream(blocks)
        .flatMap(
            block ->
                block instanceof PointwiseConvolution convolution
                    ? Stream.of(convolution)
                    : pointwise(block.getChildren().values().toArray(Block[]::new)));
  }
}
