package io.github.twohead.djl.internal;

import io.github.twohead.Augmentation;
import io.github.twohead.ImageSource;
import io.github.twohead.ImageSource.RgbPixels;
import io.github.twohead.Preprocessing;
import io.github.twohead.Provenance;
import io.github.twohead.djl.internal.augmentation.Preview;
import io.github.twohead.djl.internal.bundle.Bundle;
import io.github.twohead.djl.internal.nn.Network;
import io.github.twohead.djl.internal.pretrained.PretrainedWeights;
import io.github.twohead.djl.internal.torch.Torch;
import io.github.twohead.djl.internal.training.History;
import io.github.twohead.spi.EngineModel;
import io.github.twohead.spi.ModelConfig;
import io.github.twohead.spi.ModelContent;
import io.github.twohead.spi.ModelEngine;
import java.util.List;
import java.util.Optional;

/** The engine on DJL: training on PyTorch. */
public final class DjlEngine implements ModelEngine {
  /** Called by the service loader. */
  public DjlEngine() {}

  @Override
  public EngineModel create(ModelConfig config, Settings settings) {
    ai.djl.Device where = Torch.device(settings.device());
    Optional<PretrainedWeights> weights = PretrainedWeights.of(config);
    Network network = new Network(config, where);
    try {
      weights.ifPresent(first -> first.load(network));
      Provenance start =
          weights
              .map(first -> History.ofFile(network, first.source(), first.digest()))
              .orElseGet(() -> History.ofRandom(network));
      return new TorchModel(network, start, settings.threads());
    } catch (RuntimeException e) {
      network.close();
      throw e;
    }
  }

  @Override
  public EngineModel open(ModelContent model, Settings settings) {
    Bundle bundle = Bundle.read(model);
    Network network = bundle.network(settings.backbone(), Torch.device(settings.device()));
    return new TorchModel(network, bundle.provenance(), settings.threads());
  }

  @Override
  public List<RgbPixels> augment(
      Augmentation augmentation, List<ImageSource> images, Preprocessing preprocessing, long seed) {
    return Preview.of(augmentation, images, preprocessing, seed);
  }
}
