package io.github.twohead.djl.internal.nn;

import ai.djl.Device;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.Block;
import ai.djl.nn.Parameter;
import ai.djl.training.ParameterStore;
import io.github.twohead.Backbone;
import io.github.twohead.Preprocessing;
import io.github.twohead.ShuffleNetV2;
import io.github.twohead.djl.DjlBackbone;
import io.github.twohead.spi.ModelConfig;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;

/**
 * A backbone and its heads on one device: images (B, 3, H, W) to logits (B, N).
 *
 * <p>Owns its weights. {@link #infer} is safe for several threads as long as nothing trains.
 */
public final class Network implements AutoCloseable {
  private final ModelConfig config;
  private final HeadLayout layout;
  private final NDManager manager;
  private final Block backbone;
  private final HeadsBlock heads;
  private final ParameterStore parameters;
  private final StateDict state;

  /** Builds a network with random weights, or those that its backbone names. */
  public Network(ModelConfig config, Device device) {
    this.config = config;
    layout = new HeadLayout(config.heads());
    backbone = block(config.backbone());
    heads = new HeadsBlock(layout);
    manager = Torch.newManager(device);
    try {
      parameters = new ParameterStore(manager, false);
      initialize();
      state = new StateDict(backbone, heads);
      RandomWeights.draw(state, config);
      if (config.backbone() instanceof ShuffleNetV2 spec) {
        spec.weights().ifPresent(file -> PretrainedTrunk.load(state, spec, file));
      }
    } catch (RuntimeException e) {
      manager.close();
      throw e;
    }
  }

  private static Block block(Backbone backbone) {
    if (backbone instanceof ShuffleNetV2 spec) {
      return new ShuffleNetV2Block(spec);
    }
    if (backbone instanceof DjlBackbone custom) {
      return custom.newBlock();
    }
    throw new IllegalArgumentException(
        "backbone \"" + backbone.name() + "\" is neither built in nor a DjlBackbone");
  }

  private void initialize() {
    Preprocessing input = config.preprocessing();
    Shape images = new Shape(1, 3, input.height(), input.width());
    if (config.backbone() instanceof DjlBackbone) {
      manager.getEngine().setRandomSeed(Long.hashCode(config.seed()));
    }
    backbone.initialize(manager, DataType.FLOAT32, images);
    Shape[] features = backbone.getOutputShapes(new Shape[] {images});
    if (features.length != 1 || features[0].dimension() != 4) {
      throw new IllegalArgumentException(
          "backbone \""
              + config.backbone().name()
              + "\" must give one feature map of shape (B, C, H, W), but gives "
              + List.of(features));
    }
    heads.initialize(manager, DataType.FLOAT32, features);
  }

  /** What the network is. */
  public ModelConfig config() {
    return config;
  }

  /** The order of its heads. */
  public HeadLayout layout() {
    return layout;
  }

  /** Its weights by name. */
  public StateDict state() {
    return state;
  }

  /** The manager that owns the weights; make sub-managers of it for everything else. */
  public NDManager manager() {
    return manager;
  }

  Block backbone() {
    return backbone;
  }

  /** The parameters that gradients reach. */
  public List<Parameter> trainable() {
    List<Parameter> all = new ArrayList<>(backbone.getParameters().values());
    all.addAll(heads.getParameters().values());
    return all.stream().filter(Parameter::requiresGradient).toList();
  }

  /** Excludes the weights from all gradients, for a network that will never train. */
  public void freeze() {
    trainable().forEach(parameter -> parameter.freeze(true));
  }

  /**
   * The forward pass: logits (B, N), in the images' manager.
   *
   * @param images (B, 3, H, W), normalised
   * @param training whether batch normalisation uses and updates the statistics of the batch
   */
  public NDArray forward(NDArray images, boolean training) {
    NDList features = backbone.forward(parameters, new NDList(images), training);
    return heads.forward(parameters, features, training).singletonOrThrow();
  }

  /**
   * Logits of a batch, row by row.
   *
   * @param pixels floats (B, H, W, 3), normalised, in native order; on a CPU they are not copied
   * @param size B
   */
  public float[] infer(ByteBuffer pixels, int size) {
    return Torch.withoutGradient(
        () -> {
          try (NDManager step = manager.newSubManager()) {
            return forward(images(step, pixels, size), false).toFloatArray();
          }
        });
  }

  /** A batch as a tensor (B, 3, H, W) of a manager. */
  public NDArray images(NDManager step, ByteBuffer pixels, int size) {
    Preprocessing input = config.preprocessing();
    Shape shape = new Shape(size, input.height(), input.width(), 3);
    ByteBuffer floats = pixels.duplicate().order(pixels.order());
    floats.clear().limit(Math.toIntExact(shape.size() * Float.BYTES));
    return MemoryFormat.images(step.create(floats, shape, DataType.FLOAT32));
  }

  @Override
  public void close() {
    manager.close();
  }
}
