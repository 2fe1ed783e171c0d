package io.github.twohead.examples;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.twohead.Bootstrap;
import io.github.twohead.CrossValidation;
import io.github.twohead.CrossValidationResult;
import io.github.twohead.HeadSpec;
import io.github.twohead.ImageTable;
import io.github.twohead.LabelSplitter;
import io.github.twohead.LabelledImage;
import io.github.twohead.Metric;
import io.github.twohead.MultiHeadModel;
import io.github.twohead.Preprocessing;
import io.github.twohead.TableSplit.Fold;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The code of docs/cross-validation.md. */
class CrossValidationGuideTest {
  @TempDir Path folder;
  private final HeadSpec kids = HeadSpec.builder("kids").width(8).build();

  private ImageTable table() throws IOException {
    SceneFolder.draw(folder, 30, 1);
    LabelSplitter labels = LabelSplitter.builder().positive(kids, 2).build();
    List<LabelledImage> rows = ImageTable.readCsv(folder.resolve("train.csv"), labels).images();
    return ImageTable.of(
        IntStream.range(0, rows.size())
            .mapToObj(i -> rows.get(i).column("sender", "" + i / 2))
            .toList());
  }

  private MultiHeadModel model(long seed) {
    return MultiHeadModel.builder()
        .heads(kids)
        .preprocessing(Preprocessing.standard().size(32))
        .seed(seed)
        .build();
  }

  @Test
  void should_cross_validate_as_the_guide_says() throws IOException {
    ImageTable table = table();
    // guide begins
    List<Fold> folds = table.split().groupBy("sender").stratifyBy(kids).folds(5);
    CrossValidationResult result =
        CrossValidation.of(folds)
            .seeds(1, 2, 3)
            .run(
                round -> {
                  try (MultiHeadModel model = model(round.seed())) {
                    model.trainer().epochs(1).fit(round.train(), round.validation());
                    return model.evaluate(round.test());
                  }
                });
    Bootstrap senders = Bootstrap.standard().groupBy("sender");
    System.out.println(result.score("kids", Metric.F1)); // 0.612 ± 0.041, seeds ± 0.012
    System.out.println(result.interval("kids", Metric.F1, senders));
    // guide ends

    assertThat(result.outOfFold(1).images()).isEqualTo(table.images().size());
  }
}
