package io.github.twohead.examples;

import static io.github.twohead.examples.ArticleTableCommandTest.interval;
import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;

class HeadCostCommandTest extends CommandLineFixture {
  @Test
  void should_show_what_heads_of_several_shapes_cost() throws IOException {
    SceneFolder.draw(folder, 30, 1);
    Path wide = trained("wide");
    Path narrow = trained("narrow", "--head-width", "16");
    Path other = trained("other", "--head-width", "16", "--seed", "7");
    Path pooled = trained("pooled", "--pool-first");
    String csv = folder.resolve("test.csv").toString();
    Path out = folder.resolve("cost");
    List<String> args = new ArrayList<>(List.of("head-cost", "--csv", csv, "--out", "" + out));
    Stream.of(wide, narrow, other, pooled).forEach(model -> args.add(model.toString()));

    assertThat(Examples.run(args.toArray(String[]::new))).isZero();

    JsonObject table =
        JsonParser.parseString(Files.readString(out.resolve("table.json"))).getAsJsonObject();
    List<JsonObject> rows = new ArrayList<>();
    table.getAsJsonArray("rows").forEach(row -> rows.add(row.getAsJsonObject()));
    assertThat(rows)
        .extracting(
            row ->
                row.get("pool_first").getAsBoolean()
                    + " "
                    + row.get("width").getAsInt()
                    + " "
                    + row.getAsJsonArray("models").size())
        .containsExactly("false 1024 1", "false 16 2", "true 1024 1");
    assertThat(interval(rows.get(0), "one_head_ms")).isSorted().allMatch(ms -> ms > 0);
    assertThat(rows.get(0).get("tflite_bytes").getAsLong())
        .isGreaterThan(rows.get(1).get("tflite_bytes").getAsLong() + 1_500_000);
    assertThat(printed())
        .endsWith(Files.readString(out.resolve("table.md")))
        .contains("| width 16 |", "| pool first, 1024 |");
    assertThat(ImageIO.read(out.resolve("table.png").toFile()).getWidth()).isGreaterThan(1000);
  }

  private Path trained(String name, String... options) {
    Path model = folder.resolve(name + ".twohead");
    String train =
        "train --size 32 --epochs 1 --batch-size 8 --head screen=2/0,1 --head other=1/0,2";
    List<String> args = new ArrayList<>(List.of(train.split(" ")));
    args.addAll(List.of("--data", folder.toString(), "--out", model.toString()));
    args.addAll(List.of(options));
    assertThat(Examples.run(args.toArray(String[]::new))).isZero();
    return model;
  }
}
