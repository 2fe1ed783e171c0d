package io.github.twohead.examples;

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

class ArticleTableCommandTest extends CommandLineFixture {
  @Test
  void should_make_the_articles_table() throws IOException {
    SceneFolder.draw(folder, 30, 1);
    Path out = folder.resolve("table");

    assertThat(articleTable("--size", "32", "--epochs", "1", "--photos", "1", "--seed", "7"))
        .isZero();

    JsonObject table =
        JsonParser.parseString(Files.readString(out.resolve("table.json"))).getAsJsonObject();
    List<JsonObject> rows = new ArrayList<>();
    table.getAsJsonArray("rows").forEach(row -> rows.add(row.getAsJsonObject()));
    assertThat(rows)
        .extracting(row -> row.get("network").getAsString() + " " + row.get("size").getAsInt())
        .containsExactly(
            "one softmax, three outputs 40", "one softmax, three outputs 32", "two heads 32");
    assertThat(rows)
        .allSatisfy(
            row -> {
              assertThat(row.getAsJsonObject("heads").keySet())
                  .containsExactly("screen", "not_document");
              // on a busy machine the low end of so short a measurement may lie below 0
              assertThat(interval(row, "latency_ms")).isSorted().anyMatch(ms -> ms > 0);
            });
    assertThat(interval(table, "latency_increase")).isSorted();
    assertThat(table.getAsJsonArray("article").get(2))
        .isEqualTo(
            JsonParser.parseString(
                "{network: 'two heads', size: 256, precision: 1.0, recall: 0.873,"
                    + " latency_ms: 29.0, tflite_bytes: 700000}"));
    assertThat(rows.get(2).get("weight_bytes").getAsLong())
        .isEqualTo(Files.size(out.resolve("heads.twohead")))
        .isGreaterThan(rows.get(1).get("weight_bytes").getAsLong() + 780_000);
    assertThat(rows.get(2).get("tflite_bytes").getAsLong())
        .isEqualTo(Files.size(out.resolve("heads.tflite")));
    assertThat(printed())
        .isEqualTo(Files.readString(out.resolve("table.md")))
        .contains("| two heads, 32 |", "6 photos of test.csv", "seed 7");
    assertThat(ImageIO.read(out.resolve("table.png").toFile()).getWidth()).isGreaterThan(1000);
  }

  @Test
  void should_leave_out_what_cannot_be_read_of_the_articles_table_too() throws IOException {
    SceneFolder.draw(folder, 30, 1);
    Files.writeString(folder.resolve("test/0000.jpg"), "no image");

    assertThat(articleTable("--size", "32", "--epochs", "1", "--skip-unreadable")).isZero();

    assertThat(printed()).contains("5 photos of test.csv");
  }

  @Test
  void should_list_the_problems_of_all_files_before_the_articles_table() throws IOException {
    SceneFolder.draw(folder, 15, 1);
    Files.writeString(folder.resolve("classes.txt"), "0 document\n1 other\n2 screen\n");
    Files.writeString(folder.resolve("val.csv"), "a.jpg|7\n");
    Files.writeString(folder.resolve("test.csv"), "a.jpg\n");

    assertThat(articleTable()).isEqualTo(2);

    assertThat(complained())
        .contains("val.csv:1: unknown class \"7\"", "test.csv:1: ")
        .doesNotContain("\tat ");
  }

  private int articleTable(String... options) {
    List<String> args = new ArrayList<>(List.of("article-table", "--data", folder.toString()));
    args.addAll(List.of("--out", folder.resolve("table").toString()));
    args.addAll(List.of(options));
    return Examples.run(args.toArray(String[]::new));
  }

  static List<Double> interval(JsonObject json, String name) {
    JsonObject interval = json.getAsJsonObject(name);
    return Stream.of("low", "mean", "high").map(end -> interval.get(end).getAsDouble()).toList();
  }
}
