package io.github.twohead.examples;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.twohead.HeadPrediction;
import io.github.twohead.HeadSpec;
import io.github.twohead.Prediction;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class AnswerFileTest {
  /** As two of ImageNet's categories are both called crane. */
  private static final HeadSpec OBJECT = HeadSpec.categorical("object", "crane", "dog", "crane");

  @TempDir private Path folder;

  private List<String> written(String name) throws IOException {
    Path file = folder.resolve(name);
    HeadPrediction answer = HeadPrediction.of(OBJECT, new double[] {0.25, 0.4, 0.35});
    try (AnswerFile answers = new AnswerFile(file)) {
      answers.begin(List.of(OBJECT), false);
      answers.write(new AnswerFile.Row("a.jpg", Prediction.of(List.of(answer)), null, ""));
      answers.write(new AnswerFile.Row("b.jpg", null, null, "broken"));
      answers.finish();
    }
    return Files.readAllLines(file);
  }

  @Test
  void should_write_a_cell_for_each_column_where_categories_share_a_name() throws IOException {
    assertThat(written("answers.csv"))
        .containsExactly(
            "path,object.probability.crane,object.probability.dog,object.probability.crane,"
                + "object.decision,error",
            "a.jpg,0.25,0.4,0.35,crane,",
            "b.jpg,,,,,broken");
  }

  @Test
  void should_write_the_sum_of_categories_that_share_a_name_as_json() throws IOException {
    assertThat(written("answers.jsonl").get(0))
        .contains("\"crane\":0.6,\"dog\":0.4", "\"decision\":\"crane\"");
  }
}
