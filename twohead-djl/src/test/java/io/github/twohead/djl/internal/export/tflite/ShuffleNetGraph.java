package io.github.twohead.djl.internal.export.tflite;

import io.github.twohead.djl.internal.graph.Graph;
import io.github.twohead.djl.internal.graph.Op.Window;
import io.github.twohead.djl.internal.graph.Value;
import java.util.List;

/**
 * ShuffleNetV2 x0.5 with heads and random weights: table 5 of <a
 * href="https://arxiv.org/abs/1807.11164">arXiv:1807.11164</a>.
 */
final class ShuffleNetGraph {
  private static final Window POINT = Window.square(1, 1, 0);
  private static final Window HALVING = Window.square(3, 2, 1);
  private static final float[] MEAN = {0.485f, 0.456f, 0.406f};
  private static final float[] STD = {0.229f, 0.224f, 0.225f};

  private final TestGraph net;

  private ShuffleNetGraph(TestGraph net) {
    this.net = net;
  }

  /** Normalised pixels in; heads of {@code width} channels. */
  static Graph normalized(int size, int width, String... heads) {
    ShuffleNetGraph builder = new ShuffleNetGraph(new TestGraph(Value.map(3, size, size), 1));
    return builder.build(builder.net.input(), width, heads);
  }

  /** The same network after ImageNet's normalisation of pixels of 0 to 255. */
  static Graph raw(int size, int width, String... heads) {
    ShuffleNetGraph builder = new ShuffleNetGraph(new TestGraph(Value.map(3, size, size), 1));
    float[] scale = new float[3];
    float[] offset = new float[3];
    for (int c = 0; c < 3; c++) {
      scale[c] = 1 / (255 * STD[c]);
      offset[c] = -MEAN[c] / STD[c];
    }
    return builder.build(builder.net.affine(builder.net.input(), scale, offset), width, heads);
  }

  private Graph build(Value image, int width, String... heads) {
    Value x = net.convolution(image, 24, HALVING, true);
    x = net.maxPool(x, HALVING);
    x = stage(x, 48, 4);
    x = stage(x, 96, 8);
    x = stage(x, 192, 4);
    for (String head : heads) {
      Value mean = net.mean(net.convolution(x, width, POINT, true));
      net.output(head, net.sigmoid(net.linear(mean, 1, 0.5, false)));
    }
    return net.graph();
  }

  private Value stage(Value in, int channels, int units) {
    Value left = net.convolution(net.depthwise(in, HALVING, false), channels / 2, POINT, true);
    Value x = net.shuffle(net.concat(left, branch(in, channels / 2, HALVING)), 2);
    for (int i = 1; i < units; i++) {
      List<Value> halves = net.split(x, 2);
      Value right = branch(halves.get(1), channels / 2, Window.square(3, 1, 1));
      x = net.shuffle(net.concat(halves.get(0), right), 2);
    }
    return x;
  }

  private Value branch(Value in, int channels, Window window) {
    Value x = net.convolution(in, channels, POINT, true);
    return net.convolution(net.depthwise(x, window, false), channels, POINT, true);
  }
}
