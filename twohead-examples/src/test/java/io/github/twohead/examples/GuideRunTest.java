package io.github.twohead.examples;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.twohead.Device;
import io.github.twohead.ExportFormat;
import io.github.twohead.HeadSpec;
import io.github.twohead.MultiHeadModel;
import io.github.twohead.Preprocessing;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * What the README and docs type at a command line works, as it stands there and in that order, in a
 * folder of small drawn pictures. {@link GuideBlocksTest} tells which lines are not run, and why.
 */
class GuideRunTest {
  private static final String RECIPE =
      """
      data: {train: photos/train.csv, validation: photos/val.csv, test: photos/test.csv}
      heads:
        HEAD: {positive: [2], width: 8}
      preprocessing: {size: 32}
      training: {epochs: 1, batch_size: 16}
      """;

  @TempDir private Path folder;

  @Test
  void should_run_the_session_of_the_readme() throws Exception {
    SceneFolder.draw(folder.resolve("twohead-quickstart"), 30, 1);

    run("README.md", List.of(), List.of());
  }

  /** Of lines that are alternatives one is run, and the other the next time. */
  @Test
  void should_go_from_a_folder_of_classes_to_a_file_for_phones() throws Exception {
    SceneFolder.draw(folder.resolve("drawn"), 60, 1);
    for (String row : Files.readAllLines(folder.resolve("drawn/train.csv"))) {
      String[] fields = row.split("\\|");
      Path photo = folder.resolve("drawn").resolve(fields[0]);
      String name = List.of("paper", "thing", "screen").get(Integer.parseInt(fields[1]));
      Path photos = Files.createDirectories(folder.resolve("photos").resolve(name));
      Files.copy(photo, photos.resolve(photo.getFileName()));
      Files.copy(photo, folder.resolve("photo.jpg"), StandardCopyOption.REPLACE_EXISTING);
    }

    run("docs/your-own-folder.md", List.of(), List.of("--csv photos.csv", "screen=2/0,1"));
  }

  @Test
  void should_go_from_a_list_of_photos_to_a_file_for_phones() throws Exception {
    SceneFolder.draw(folder.resolve("photos"), 60, 1);
    Files.copy(folder.resolve("photos/test/0002.jpg"), folder.resolve("photo.jpg"));
    Files.write(folder.resolve("photos.csv"), rows("train", 60, "photos/"));

    run("docs/your-own-folder.md", List.of(), List.of("--folder photos", "screen=screen"));
  }

  @ParameterizedTest
  @MethodSource("guides")
  void should_run_the_commands_of_a_guide(String name) throws Exception {
    takeForGranted();
    Path guide = Guides.PROJECT.resolve(name);
    for (String file : Guides.blocks(guide, "yaml")) { // each begins with its name
      Path path = folder.resolve(file.lines().findFirst().orElseThrow().substring(2));
      Files.createDirectories(path.getParent());
      Files.writeString(path, file);
    }
    String first = "twohead train --config documents.yaml name=first";

    run(name, name.equals("docs/sweeps.md") ? List.of(first, first) : List.of(), List.of());
  }

  /** All but those that have a test of their own. */
  static List<String> guides() {
    return Guides.guides().stream()
        .filter(guide -> Guides.commands(guide).stream().anyMatch(it -> it.startsWith("twohead ")))
        .map(Guides::name)
        .filter(name -> !Set.of("README.md", "docs/your-own-folder.md").contains(name))
        .toList();
  }

  /** What the guides speak of as there: photos and lists of them, recipes, models. */
  private void takeForGranted() throws IOException {
    SceneFolder.draw(folder.resolve("photos"), 30, 1);
    Files.copy(folder.resolve("photos/test/0002.jpg"), folder.resolve("photo.jpg"));
    Files.createDirectory(folder.resolve("data"));
    Files.write(folder.resolve("photos.csv"), rows("train", 30, "photos/"));
    Files.write(folder.resolve("data/train.csv"), rows("val", 6, "../photos/"));
    Files.write(folder.resolve("data/val.csv"), rows("train", 30, "../photos/")); // for calibration
    Files.write(folder.resolve("data/test.csv"), rows("test", 6, "../photos/"));
    for (String table : List.of("train", "val", "test")) {
      Files.write(folder.resolve("photos/" + table + ".csv"), rows(table, 12, ""));
    }
    for (String head : List.of("screen", "kids")) {
      String name = head.equals("screen") ? "documents" : head;
      Files.writeString(folder.resolve(name + ".yaml"), RECIPE.replace("HEAD", head));
    }
    model("documents", HeadSpec.builder("screen"), HeadSpec.builder("other"));
    for (String copy : List.of("first.twohead", "second.twohead", "checkpoint.pth")) {
      Files.copy(folder.resolve("documents.twohead"), folder.resolve(copy));
    }
    model("large", HeadSpec.builder("kids"));
    Files.move(folder.resolve("large.onnx"), folder.resolve("other.onnx"));
    model("cats", HeadSpec.builder("cat"));
    model("imagenet", HeadSpec.builder("object").categories(List.of("cup", "pen", "key")));
    Files.write(folder.resolve("labels.txt"), List.of("cup", "pen", "key"));
    forgetWhatTheyAre("cats.tflite", "imagenet.onnx");
  }

  /** The first rows of a table that {@link SceneFolder} has drawn, with senders of two photos. */
  private List<String> rows(String table, int count, String before) throws IOException {
    List<String> rows = new ArrayList<>(List.of("path,class,sender,screen,other"));
    List<String> drawn = Files.readAllLines(folder.resolve("photos/" + table + ".csv"));
    for (String row : drawn.subList(0, Math.min(count, drawn.size()))) {
      String[] fields = row.split("\\|");
      String labels = fields[1].equals("2") ? "1,0" : fields[1].equals("1") ? "0,1" : "0,0";
      String sender = table + rows.size() / 2;
      String blurred = before.isEmpty() && rows.size() % 6 == 4 ? "3" : fields[1];
      rows.add(before + String.join(",", fields[0], blurred, sender, labels));
    }
    return rows;
  }

  private void model(String name, HeadSpec.Builder... heads) {
    try (MultiHeadModel model =
        MultiHeadModel.builder()
            .heads(Stream.of(heads).map(head -> head.width(8).build()).toArray(HeadSpec[]::new))
            .preprocessing(Preprocessing.standard().size(32))
            .device(Device.cpu())
            .build()) {
      model.save(folder.resolve(name + ".twohead"));
      model.exporter().write(folder.resolve(name + ".tflite"));
      model.exporter().format(ExportFormat.ONNX).write(folder.resolve(name + ".onnx"));
    }
  }

  /** Makes files from elsewhere of ours. */
  private void forgetWhatTheyAre(String... names) throws IOException {
    for (String name : names) {
      Path file = folder.resolve(name);
      String bytes = Files.readString(file, StandardCharsets.ISO_8859_1);
      Files.writeString(file, bytes.replace("twohead", "unknown"), StandardCharsets.ISO_8859_1);
    }
  }

  /** Runs lines and then a guide's, but for those with a text, in one JVM. */
  private void run(String guide, List<String> before, List<String> without) throws Exception {
    List<String> lines = new ArrayList<>(before);
    lines.addAll(Guides.commands(Guides.PROJECT.resolve(guide)));
    List<String> args = new ArrayList<>();
    for (String line : lines) {
      boolean left = without.stream().anyMatch(line::contains);
      if (line.startsWith("twohead ") && !left && !GuideBlocksTest.isNotRun(guide, line)) {
        args.addAll(words(line));
        args.add(";");
      }
    }
    assertThat(args).isNotEmpty();

    Child child =
        Child.run(folder, List.of("-Xmx1g"), Child.Lines.class, args.toArray(String[]::new));

    assertThat(child.exitCode()).as(child.stderr()).isZero();
  }

  /** The words behind {@code twohead}, with files in place of a pattern of them. */
  private List<String> words(String line) throws IOException {
    List<String> words = new ArrayList<>();
    for (String word : Guides.words(line).subList(1, Guides.words(line).size())) {
      int star = word.indexOf("/*");
      if (star < 0) {
        words.add(word);
        continue;
      }
      try (Stream<Path> beside = Files.list(folder.resolve(word.substring(0, star)))) {
        beside
            .map(file -> word.substring(0, star + 1) + file.getFileName())
            .filter(name -> name.endsWith(word.substring(star + 2)))
            .forEach(words::add);
      }
    }
    return words;
  }
}
