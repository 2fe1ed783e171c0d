package io.github.twohead.djl.internal.nn;

import ai.djl.Device;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.Block;
import ai.djl.nn.Parameter;
import ai.djl.nn.pooling.Pool;
import ai.djl.training.ParameterStore;
import io.github.twohead.Backbone;
import io.github.twohead.Preprocessing;
import io.github.twohead.ShuffleNetV2;
import io.github.twohead.djl.DjlBackbone;
import io.github.twohead.djl.internal.torch.Torch;
import io.github.twohead.djl.internal.weights.StateDict;
import io.github.twohead.runtime.internal.heads.HeadLayout;
import io.github.twohead.runtime.internal.heads.OperatingPoints;
import io.github.twohead.spi.ModelConfig;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Optional;

/**
 * A backbone and its heads on one device: images (B, 3, H, W) to logits (B, N).
 *
 * <p>Owns its weights. What infers is safe for several threads as long as nothing trains.
 */
public final class Network implements AutoCloseable {
  private final ModelConfig config;
  private final HeadLayout layout;
  private volatile OperatingPoints points;
  private final NDManager manager;
  private final Block backbone;
  private final Stages stages;
  private final HeadsBlock heads;
  private final Shape featureShape;
  private final ParameterStore parameters;
  private final StateDict state;
  private final Optional<ImageOrder> foreign;

  /** Builds a network with random weights. */
  public Network(ModelConfig config, Device device) {
    this.config = config;
    layout = new HeadLayout(config.heads());
    points = OperatingPoints.standard(layout);
    Torch.engine(); // before a block of the caller's is made, which may need it
    backbone = block(config.backbone());
    stages = new Stages(backbone);
    heads = new HeadsBlock(layout);
    manager = Torch.newManager(device);
    try {
      parameters = new ParameterStore(manager, false);
      featureShape = initialize();
      state = new StateDict(backbone, heads);
      RandomWeights.draw(state, config);
      foreign =
          config.backbone() instanceof DjlBackbone
              ? Optional.of(new ImageOrder(backboneName(), backbone, this::inferMaps))
              : Optional.empty();
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

  /** Returns the shape of what the heads see of one image. */
  private Shape initialize() {
    Preprocessing input = config.preprocessing();
    Shape images = new Shape(1, 3, input.height(), input.width());
    reseed(config.seed());
    backbone.initialize(manager, DataType.FLOAT32, images);
    Shape[] features = backbone.getOutputShapes(new Shape[] {images});
    if (features.length != 1 || features[0].dimension() != 4) {
      throw new IllegalArgumentException(
          "backbone \""
              + config.backbone().name()
              + "\" must give one feature map of shape (B, C, H, W), but gives "
              + List.of(features));
    }
    Shape seen = config.poolFirst() ? features[0].slice(0, 2).add(1, 1) : features[0];
    heads.initialize(manager, DataType.FLOAT32, seen);
    return seen;
  }

  /** Starts the random numbers anew that a block of the caller's draws, as for dropout. */
  public void reseed(long seed) {
    if (config.backbone() instanceof DjlBackbone) {
      manager.getEngine().setRandomSeed(Long.hashCode(seed));
    }
  }

  /** What the network is. */
  public ModelConfig config() {
    return config;
  }

  /** The order of its heads. */
  public HeadLayout layout() {
    return layout;
  }

  /** How its heads decide. */
  public OperatingPoints points() {
    return points;
  }

  /** Sets how its heads decide from now on. */
  public void points(OperatingPoints changed) {
    points = changed;
  }

  /** Its weights by name. */
  public StateDict state() {
    return state;
  }

  /** The manager that owns the weights; make sub-managers of it for everything else. */
  public NDManager manager() {
    return manager;
  }

  /** Images (B, 3, H, W) to one feature map each. */
  public Block backbone() {
    return backbone;
  }

  /** What makes logits of the backbone's features. */
  public HeadsBlock heads() {
    return heads;
  }

  /** The backbone's parameters, running statistics too. */
  public List<Parameter> backboneParameters() {
    return backbone.getParameters().values();
  }

  /** The heads' parameters, running statistics too. */
  public List<Parameter> headParameters() {
    return heads.getParameters().values();
  }

  /** The parts of the backbone that can be frozen one after the other. */
  public Stages stages() {
    return stages;
  }

  /** Excludes the weights from all gradients, for a network that will never train. */
  public void freeze() {
    backboneParameters().forEach(parameter -> parameter.freeze(true));
    headParameters().forEach(parameter -> parameter.freeze(true));
  }

  /**
   * The forward pass: logits (B, N), in the images' manager.
   *
   * @param images (B, 3, H, W), normalised
   * @param training whether batch normalisation uses and updates the statistics of the batch
   */
  public NDArray forward(NDArray images, boolean training) {
    NDList features = new NDList(features(images, training));
    return heads.forward(parameters, features, training).singletonOrThrow();
  }

  /**
   * The weighted sum of the heads' losses, as a scalar that gradients flow through.
   *
   * @param logits (B, N)
   * @param targets (B, N), all finite
   * @param shares (B, number of readouts): what the loss of each image counts
   * @param terms what the answers of each head cost
   */
  public NDArray loss(NDArray logits, NDArray targets, NDArray shares, List<HeadTerm> terms) {
    return heads.loss(logits, targets, shares, terms);
  }

  /** The same by head: (number of readouts). */
  public NDArray losses(NDArray logits, NDArray targets, NDArray shares, List<HeadTerm> terms) {
    return heads.losses(logits, targets, shares, terms);
  }

  /** What the heads see (B, C, H', W'): the backbone's feature maps, or their averages. */
  private NDArray features(NDArray images, boolean training) {
    NDArray maps = stages.forward(parameters, new NDList(images), training).singletonOrThrow();
    if (!config.poolFirst()) {
      return foreign.isPresent() && !maps.getDevice().isGpu() ? MemoryFormat.toLast(maps) : maps;
    }
    try (maps) {
      return Pool.globalAvgPool2d(maps).reshape(images.getShape().get(0), -1, 1, 1);
    }
  }

  private NDArray inferMaps(NDArray images) {
    return stages.forward(parameters, new NDList(images), false).singletonOrThrow();
  }

  /** The numbers of what the heads see of one image. */
  public int featureValues() {
    return Math.toIntExact(featureShape.size());
  }

  /**
   * What the heads see (B, H', W', C) of a batch, as inference computes it.
   *
   * @param pixels floats (B, H, W, 3), normalised, in native order
   * @param size B
   */
  public float[] features(ByteBuffer pixels, int size) {
    return Torch.withoutGradient(
        () -> {
          try (NDManager step = manager.newSubManager()) {
            NDArray maps = features(images(step, pixels, size), false);
            return maps.transpose(0, 2, 3, 1).toFloatArray();
          }
        });
  }

  /**
   * Feature maps as a tensor (B, C, H', W') of a manager.
   *
   * @param features floats (B, H', W', C), in native order; on a CPU they are not copied
   */
  NDArray maps(NDManager step, ByteBuffer features, int size) {
    Shape shape = new Shape(size, featureShape.get(2), featureShape.get(3), featureShape.get(1));
    return tensor(step, features, shape).transpose(0, 3, 1, 2);
  }

  /** Logits of a batch, row by row, from its feature maps (B, H', W', C). */
  public float[] inferHeads(ByteBuffer features, int size) {
    return Torch.withoutGradient(
        () -> {
          try (NDManager step = manager.newSubManager()) {
            NDList maps = new NDList(maps(step, features, size));
            return heads.forward(parameters, maps, false).singletonOrThrow().toFloatArray();
          }
        });
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
    NDArray images = tensor(step, pixels, shape);
    return foreign.map(order -> order.images(images)).orElseGet(() -> MemoryFormat.fastest(images));
  }

  private static NDArray tensor(NDManager step, ByteBuffer values, Shape shape) {
    ByteBuffer floats = values.duplicate().order(values.order());
    floats.clear().limit(Math.toIntExact(shape.size() * Float.BYTES));
    return step.create(floats, shape, DataType.FLOAT32);
  }

  private String backboneName() {
    return "backbone \"" + config.backbone().name() + "\"";
  }

  /** What computes the network, and how, as far as it was used: for a log or a model's history. */
  public String runtime() {
    return PathReport.of(
        manager.getDevice(), foreign.filter(ImageOrder::isEverFirst).isPresent(), backbone, heads);
  }

  @Override
  public void close() {
    manager.close();
  }
}
