package io.github.twohead.djl.internal.serving;

import io.github.twohead.HeadSpec;
import io.github.twohead.djl.internal.bundle.Bundle;
import io.github.twohead.djl.internal.nn.Network;
import io.github.twohead.djl.internal.torch.Torch;
import io.github.twohead.runtime.internal.formats.ModelFormat;
import io.github.twohead.runtime.internal.heads.HeadLayout;
import io.github.twohead.runtime.internal.serving.ModelSignature;
import io.github.twohead.runtime.internal.serving.Predictor;
import io.github.twohead.spi.EnginePredictor;
import io.github.twohead.spi.ModelContent;
import io.github.twohead.spi.PredictorConfig;
import io.github.twohead.spi.PredictorEngine;
import java.util.List;
import java.util.function.Function;

/** Opens saved models for prediction, on PyTorch. */
public final class BundleEngine implements PredictorEngine {
  private final Function<List<HeadSpec>, HeadLayout> readouts;

  /** Called by the service loader. */
  public BundleEngine() {
    this(HeadLayout::new);
  }

  /** Creates an engine for networks whose heads are read out in another way. */
  public BundleEngine(Function<List<HeadSpec>, HeadLayout> readouts) {
    this.readouts = readouts;
  }

  @Override
  public boolean opens(byte[] start) {
    return ModelFormat.BUNDLE.isPlausible(start);
  }

  @Override
  public EnginePredictor open(ModelContent model, PredictorConfig settings) {
    try {
      ModelSignature.requireNoneGiven(settings);
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException(
          model.name() + " cannot be opened so: " + e.getMessage(), e);
    }
    Bundle bundle = Bundle.read(model);
    Network network =
        bundle.network(settings.backbone(), readouts, Torch.device(settings.device()));
    return new Predictor(
        network.layout(),
        network.config().preprocessing(),
        bundle.provenance(),
        new TorchInference(network, settings.threads()));
  }
}
