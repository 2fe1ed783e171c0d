package io.github.twohead.djl.internal.serving;

import io.github.twohead.djl.internal.bundle.Bundle;
import io.github.twohead.djl.internal.nn.Network;
import io.github.twohead.djl.internal.torch.Torch;
import io.github.twohead.runtime.internal.formats.ModelFormat;
import io.github.twohead.runtime.internal.image.InputImage;
import io.github.twohead.runtime.internal.image.Normalizer;
import io.github.twohead.runtime.internal.image.PixelWriter;
import io.github.twohead.runtime.internal.serving.Inference;
import io.github.twohead.runtime.internal.serving.ModelSignature;
import io.github.twohead.runtime.internal.serving.Predictor;
import io.github.twohead.spi.EnginePredictor;
import io.github.twohead.spi.ModelContent;
import io.github.twohead.spi.PredictorConfig;
import io.github.twohead.spi.PredictorEngine;
import java.nio.ByteBuffer;
import java.nio.FloatBuffer;
import java.util.Optional;

/** Opens saved models for prediction, on PyTorch. */
public final class BundleEngine implements PredictorEngine {
  /** Called by the service loader. */
  public BundleEngine() {}

  @Override
  public boolean opens(byte[] start) {
    return ModelFormat.BUNDLE.isPlausible(start);
  }

  @Override
  public EnginePredictor open(ModelContent model, PredictorConfig settings) {
    Bundle bundle;
    try {
      ModelSignature.requireNoneGiven(settings);
      bundle = Bundle.read(model);
      bundle.checkThresholds(settings.thresholds());
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException(
          model.name() + " cannot be opened so: " + e.getMessage(), e);
    }
    Network network = bundle.network(settings.backbone(), Torch.device(settings.device()));
    return new Predictor(
        network.points().withThresholds(settings.thresholds()),
        network.config().preprocessing(),
        bundle.provenance(),
        new TorchInference(network, settings.threads()));
  }

  /** A frozen network on PyTorch. Owns the network. */
  private static final class TorchInference implements Inference {
    private final Network network;
    private final Optional<Integer> threads;
    private final PixelWriter writer;

    /** Takes over a network. */
    TorchInference(Network network, Optional<Integer> threads) {
      this.network = network;
      this.threads = threads;
      network.freeze();
      writer = new Normalizer(network.config().preprocessing());
    }

    @Override
    public PixelWriter writer() {
      return writer;
    }

    @Override
    public void write(FloatBuffer ready, ByteBuffer pixels) {
      pixels.asFloatBuffer().put(0, ready, ready.position(), ready.remaining());
    }

    @Override
    public int imageBytes() {
      return InputImage.values(network.config().preprocessing()) * Float.BYTES;
    }

    @Override
    public double[] probabilities(ByteBuffer pixels, int size) {
      threads.ifPresent(Torch::useThreads);
      return network.probabilities(pixels, size);
    }

    @Override
    public String runtime() {
      return network.runtime();
    }

    @Override
    public void close() {
      network.close();
    }
  }
}
