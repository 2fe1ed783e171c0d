package io.github.twohead.djl.internal.serving;

import io.github.twohead.Provenance;
import io.github.twohead.djl.internal.bundle.Bundle;
import io.github.twohead.djl.internal.nn.Network;
import io.github.twohead.djl.internal.nn.TorchInference;
import io.github.twohead.djl.internal.torch.Torch;
import io.github.twohead.runtime.internal.formats.ModelFormat;
import io.github.twohead.runtime.internal.heads.OperatingPoints;
import io.github.twohead.runtime.internal.serving.ModelSignature;
import io.github.twohead.runtime.internal.serving.Predictor;
import io.github.twohead.runtime.internal.serving.ViewedNetwork;
import io.github.twohead.spi.ModelContent;
import io.github.twohead.spi.PredictorConfig;
import io.github.twohead.spi.PredictorEngine;

/** Opens saved models for prediction, on PyTorch. */
public final class BundleEngine implements PredictorEngine {
  /** Called by the service loader. */
  public BundleEngine() {}

  @Override
  public boolean opens(byte[] start) {
    return ModelFormat.BUNDLE.isPlausible(start);
  }

  @Override
  public Predictor open(ModelContent model, PredictorConfig settings) {
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
    network.freeze();
    // without the weights in the file, which the network has copied
    Provenance provenance = bundle.provenance();
    OperatingPoints points = network.points().withThresholds(settings.thresholds());
    return new Predictor(
        () -> points,
        network.config().preprocessing(),
        () -> provenance,
        ViewedNetwork.of(
            new TorchInference(network, settings.threads()),
            points.layout(),
            network.config().preprocessing(),
            settings.views()),
        settings.executor());
  }
}
