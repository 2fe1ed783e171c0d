package io.github.twohead.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.twohead.bench.ResultFile.Machine;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ReportTest {
  private static final Machine MACHINE =
      new Machine("2026-01-02", "A CPU", 2, "Linux 6", "DJL 1, PyTorch 2", "java -jar b.jar -f 1");

  @TempDir Path folder;

  private Path file(String... results) throws IOException {
    return Files.writeString(folder.resolve("results.json"), "[" + String.join(",", results) + "]");
  }

  private static String decoder(String name, String photo, String score, String error) {
    return result("DecoderBenchmark.decode", score, error, "ms/op", "{}")
        .replace("PARAMS", "\"decoder\": \"" + name + "\", \"photo\": \"" + photo + "\"");
  }

  private static String result(
      String benchmark, String score, String error, String unit, String secondary) {
    return """
    {"jmhVersion": "1.37", "benchmark": "io.github.twohead.bench.%s", "mode": "avgt", "jvm": "/a/path",
     "jdkVersion": "17.0.1", "vmName": "OpenJDK VM", "params": {PARAMS},
     "primaryMetric": {"score": %s, "scoreError": %s, "scoreConfidence": [1, 2],
       "scorePercentiles": {"0.0": 1}, "scoreUnit": "%s", "rawData": [[1, 2]]},
     "secondaryMetrics": %s}\
    """
        .formatted(benchmark, score, error, unit, secondary);
  }

  private static String report(Path file) throws IOException {
    return Report.markdown(ResultFile.read(file));
  }

  @Test
  void should_compare_each_row_with_the_baseline_of_its_table() throws IOException {
    String report =
        report(
            file(
                decoder("IMAGEIO_FULL", "JPEG_12MP", "80.04", "2"),
                decoder("LEPTONICA", "JPEG_12MP", "20.01", "0.512"),
                decoder("IMAGEIO_FULL", "JPEG_1MP", "1234.5", "0.1")));

    assertThat(report)
        .contains("### Which decoder?")
        .contains(
            """
            photo JPEG_12MP

            | decoder | mean | ± | ratio |
            | --- | --- | --- | --- |
            | IMAGEIO_FULL | 80.0 ms | 2.0 | **1** |
            | LEPTONICA | 20.0 ms | 0.51 | 0.25 |
            """)
        .contains("photo JPEG_1MP\n\n| mean |")
        .contains("| 1230 ms | 0.10 | **1** |");
  }

  @Test
  void should_mark_what_may_be_as_fast_as_the_baseline() throws IOException {
    String report =
        report(
            file(
                decoder("IMAGEIO_FULL", "JPEG_12MP", "10", "1"),
                decoder("TOUCHES", "JPEG_12MP", "12", "1.5"),
                decoder("APART", "JPEG_12MP", "12", "0.9"),
                decoder("UNCERTAIN", "JPEG_12MP", "10", "\"NaN\"")));

    assertThat(report)
        .contains("| TOUCHES | 12.0 ms | 1.5 | 1.20 ≈ |")
        .contains("| APART | 12.0 ms | 0.90 | 1.20 |")
        .contains("| UNCERTAIN | 10.0 ms | – | 1.00 |");
  }

  @Test
  void should_show_allocation_where_it_was_measured() throws IOException {
    String heap = "{\"gc.alloc.rate.norm\": {\"score\": %s, \"rawData\": [[1]]}, \"gc.count\": {}}";
    String report =
        report(
            file(
                result("TrainingBenchmark.step", "45", "1", "ops/s", heap.formatted("312.4"))
                    .replace("PARAMS", ""),
                result("TrainingBenchmark.augment", "900", "9", "ops/s", heap.formatted("345678"))
                    .replace("PARAMS", ""),
                result("TrainingBenchmark.read", "90", "9", "ops/s", "{}").replace("PARAMS", "")));

    assertThat(report)
        .contains("| benchmark | mean | ± | ratio | heap |")
        .contains("keep up?\n\n| benchmark |")
        .contains("| step | 45.0 images/s | 1.0 | **1** | 312 B |")
        .contains("| augment | 900 images/s | 9.0 | 20.00 | 346 kB |")
        .contains("| read | 90.0 images/s | 9.0 | 2.00 | – |");
  }

  @Test
  void should_put_what_is_alike_side_by_side() throws IOException {
    String report =
        report(
            file(
                decoder("LEPTONICA", "JPEG_12MP", "20", "1"),
                decoder("IMAGEIO_FULL", "JPEG_12MP", "80", "2"),
                decoder("LEPTONICA", "JPEG_12MP", "21", "1")
                    .replace("DecoderBenchmark.decode", "DecoderBenchmark.again")));

    assertThat(
            report
                .lines()
                .filter(line -> line.startsWith("| LEPTONICA") || line.startsWith("| IMAGEIO")))
        .extracting(line -> line.split(" ")[1] + " " + line.split(" ")[3])
        .containsExactly("LEPTONICA decode", "LEPTONICA again", "IMAGEIO_FULL decode");
  }

  @Test
  void should_fold_long_tables() throws IOException {
    String[] rows = new String[13];
    for (int i = 0; i < rows.length; i++) {
      rows[i] = decoder("DECODER" + i, "JPEG_12MP", "10", "1");
    }

    assertThat(report(file(rows)))
        .contains("<details open><summary>photo JPEG_12MP</summary>\n\n|");
    rows[12] = decoder("DECODER12", "JPEG_1MP", "10", "1");
    assertThat(report(file(rows))).doesNotContain("details");
  }

  @Test
  void should_list_benchmarks_that_it_does_not_know() throws IOException {
    String report =
        report(
            file(
                result("NewBenchmark.run", "0.00123", "0.0001", "us/op", "{}")
                    .replace("\"params\": {PARAMS},", "")));

    assertThat(report).contains("### NewBenchmark").contains("| 0.00123 us | 0.00010 |");
  }

  @Test
  void should_keep_the_machine_beside_the_results_and_leave_out_raw_data() throws IOException {
    Path file = file(decoder("IMAGEIO_FULL", "JPEG_12MP", "10", "1"));
    String before = report(file);
    ResultFile.addMachine(file, MACHINE);
    ResultFile.addMachine(file, new Machine("", "another", 1, "", "", ""));

    assertThat(Files.readString(file)).doesNotContain("rawData", "Percentiles", "/a/path");
    assertThat(report(file))
        .startsWith(
            """
            2026-01-02, A CPU, 2 cores, Linux 6, OpenJDK VM 17.0.1; DJL 1, PyTorch 2.
            `java -jar b.jar -f 1`
            """)
        .endsWith(before);
  }

  @Test
  void should_replace_only_what_stands_between_the_comments() throws IOException {
    Path results = file(decoder("IMAGEIO_FULL", "JPEG_12MP", "10", "1"));
    Path readme =
        Files.writeString(
            folder.resolve("README.md"),
            "before\n" + Report.BEGIN + "\nold\n" + Report.END + "\nafter\n");
    String expected = "before\n" + Report.BEGIN + "\n" + report(results) + Report.END + "\nafter\n";

    Report.main(new String[] {results.toString(), readme.toString()});
    assertThat(readme).hasContent(expected);
    Report.main(new String[] {results.toString(), readme.toString()});
    assertThat(readme).hasContent(expected);
  }

  @Test
  void should_refuse_a_text_without_the_comments() {
    assertThatThrownBy(() -> Report.replaced("nothing " + Report.END, "new"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("<!-- performance: begin -->");
  }

  @Test
  void should_say_what_this_machine_is() throws IOException {
    Machine here = Machine.here("run", "-f", "1", "A|B.c");

    assertThat(here.processor()).isNotBlank();
    assertThat(here.command()).isEqualTo("run -f 1 'A|B.c'");
    assertThat(here.libraries()).matches(".*DJL 0\\.\\d+\\.\\d+, .*").doesNotContain("${");
  }
}
