package io.github.twohead.examples;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import io.github.twohead.ExportFormat;
import io.github.twohead.HeadSpec;
import io.github.twohead.ImageSource;
import io.github.twohead.ImageTable;
import io.github.twohead.Label;
import io.github.twohead.LabelSplitter;
import io.github.twohead.MultiHeadModel;
import io.github.twohead.MultiHeadPredictor;
import io.github.twohead.Preprocessing;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What the guides show happens. */
class GuideExampleTest {
  private static final int NOT_INSTALLED = -1;
  private static final Pattern JSON_PAIR =
      Pattern.compile("\"\\w+\":(?:\"[^\"]*\"|[\\d.]+|\\[[^\\[\\]{}]*])");
  private static final HeadSpec SCREEN = HeadSpec.binary("screen");

  @TempDir private Path folder;

  @Test
  void should_go_from_a_folder_to_an_answer() throws IOException {
    Path photos = photosByClass();

    GuideExample.ownFolder(photos, folder, folder.resolve("test/0002.jpg"));

    try (MultiHeadPredictor phone = MultiHeadPredictor.open(folder.resolve("documents.tflite"))) {
      assertThat(phone.threshold("screen")).isNotEqualTo(0.5);
      assertThat(GuideExample.many(phone, photos.resolve("screen"))).isPositive();
    }
  }

  private Path photosByClass() throws IOException {
    SceneFolder.draw(folder, 90, 1);
    Path photos = folder.resolve("photos");
    List<String> names = List.of("paper", "thing", "screen");
    for (String name : names) {
      Files.createDirectories(photos.resolve(name));
    }
    for (String row : Files.readAllLines(folder.resolve("train.csv"))) {
      Path photo = folder.resolve(row.split("\\|")[0]);
      String name = names.get(Integer.parseInt(row.split("\\|")[1]));
      Files.copy(photo, photos.resolve(name).resolve(photo.getFileName()));
    }
    return photos;
  }

  @Test
  void should_leave_out_what_is_not_known() {
    LabelSplitter labels = GuideExample.missing(SCREEN, HeadSpec.binary("other"));

    assertThat(labels.label(SCREEN, "2")).isEqualTo(Label.POSITIVE);
    assertThat(labels.label(SCREEN, "1")).isEqualTo(Label.UNKNOWN);
    assertThat(labels.label(SCREEN, "0")).isEqualTo(Label.NEGATIVE);
    assertThat(labels.label(SCREEN, "")).isEqualTo(Label.UNKNOWN);
  }

  @ParameterizedTest
  @CsvSource({
    "docs/your-own-folder.md, documents/img_1.jpg | 0, POSITIVE",
    "docs/your-own-folder.md, 'path,class,sender', POSITIVE",
    "docs/missing-labels.md, 'path,screen,other', UNKNOWN"
  })
  void should_read_the_lists_that_guides_show(String guide, String start, String second)
      throws IOException {
    String list = Guides.block(guide, "text", start);
    Path csv = Files.writeString(folder.resolve("photos.csv"), list);
    LabelSplitter labels =
        LabelSplitter.builder().positive(SCREEN, 2).positive(HeadSpec.binary("other"), 0).build();

    ImageTable table =
        start.contains("screen") ? ImageTable.readCsv(csv) : ImageTable.readCsv(csv, labels);

    assertThat(table.images()).hasSize(2);
    assertThat(table.images().get(1).label(SCREEN)).hasToString(second);
  }

  @Test
  void should_read_the_folder_that_a_guide_shows() throws IOException {
    for (String photo : Guides.block("docs/your-own-folder.md", "text", "photos/").split("\n")) {
      Path file = folder.resolve(photo);
      Files.createDirectories(file.getParent());
      Files.write(file, new byte[] {1});
    }
    LabelSplitter labels = LabelSplitter.builder().positive(SCREEN, "screen").build();

    assertThat(ImageTable.readFolders(folder.resolve("photos"), labels).images()).hasSize(3);
  }

  @Test
  void should_tell_clients_what_a_guide_shows() throws IOException {
    HeadSpec kind = HeadSpec.categorical("kind", "paper", "thing", "screen");
    Path file = folder.resolve("documents.onnx");
    try (MultiHeadModel model = MultiHeadModel.builder().heads(SCREEN, kind).build()) {
      model.threshold("screen", 0.16);
      model.exporter().format(ExportFormat.ONNX).write(file);
    }
    String exported = Files.readString(file, StandardCharsets.ISO_8859_1);

    String shown = Guides.block("docs/elsewhere.md", "text", "\"input\"").replaceAll("\\s", "");
    assertThat(JSON_PAIR.matcher(shown).results().map(MatchResult::group))
        .hasSizeGreaterThan(8)
        .filteredOn(pair -> !exported.contains(pair))
        .isEmpty();
  }

  /** Where Node.js is: what JavaScript is told to resize with gives the pixels that we see. */
  @Test
  void should_resize_in_a_browser_as_here() throws Exception {
    List<Byte> seen = new ArrayList<>();
    for (byte value : seen()) {
      seen.add(value);
    }

    assertThat(
            node(
                Guides.block("docs/elsewhere.md", "js", "// rgb"),
                "write(resize(read(), 133, 71, 64, 64));"))
        .containsExactlyElementsOf(seen);
  }

  /** With stand-ins for the browser's canvas and for ONNX Runtime, which is given the pixels. */
  @Test
  void should_show_a_network_in_a_browser_what_it_sees_here() throws Exception {
    String browser =
        """
        const rgb = read();
        const rgba = Uint8Array.from({length: 4 * 133 * 71}, (_, i) =>
          i % 4 == 3 ? 255 : rgb[3 * (i >> 2) + i % 4]);
        const context = {drawImage() {}, getImageData: () => ({data: rgba})};
        globalThis.OffscreenCanvas = class { getContext() { return context; } };
        globalThis.ort = {Tensor: class { constructor(...of) { this.of = of; } }};
        const session = {run: async ({image}) => {
          const [type, planes, shape] = image.of;
          if (`${type} ${shape}` != 'float32 1,3,64,64') throw shape;
          write(Uint8Array.from(planes));
          return {screen: {data: [0.25]}};
        }};
        predict(session, {width: 133, height: 71}, 64).then(answer => {
          if (answer != 0.25) throw answer;
        });
        """;
    byte[] seen = seen();
    List<Byte> planes = new ArrayList<>();
    for (int i = 0; i < seen.length; i++) {
      planes.add(seen[i % 4096 * 3 + i / 4096]);
    }

    assertThat(
            node(
                Guides.block("docs/elsewhere.md", "js", "// rgb"),
                Guides.block("docs/elsewhere.md", "js", "// image"),
                browser))
        .containsExactlyElementsOf(planes);
  }

  /** What a network of 64×64 pixels sees of the {@link #pixels}. */
  private static byte[] seen() {
    try (MultiHeadModel model =
        MultiHeadModel.builder()
            .heads(SCREEN)
            .preprocessing(Preprocessing.standard().size(64))
            .build()) {
      return bytes(model.input(ImageSource.ofRgb(pixels(133, 71), 133, 71)));
    }
  }

  /** What a program writes that reads the {@link #pixels}. */
  private List<Byte> node(String... parts) throws Exception {
    Path pixels = Files.write(folder.resolve("pixels"), pixels(133, 71));
    Path result = folder.resolve("result");
    String files =
        """
        const fs = require('fs'); const [from, to] = process.argv.slice(2);
        const read = () => fs.readFileSync(from); const write = (all) => fs.writeFileSync(to, all);
        """;
    Path program = Files.writeString(folder.resolve("p.js"), files + String.join("\n", parts));
    int exitCode = run("node", program, pixels, result);
    assumeThat(exitCode).isNotEqualTo(NOT_INSTALLED);

    assertThat(exitCode).isZero();
    List<Byte> written = new ArrayList<>();
    for (byte value : Files.readAllBytes(result)) {
      written.add(value);
    }
    return written;
  }

  /** Where Python is; running them takes Pillow and safetensors. */
  @Test
  void should_show_python_that_python_understands() throws Exception {
    String check = "import ast, sys\nast.parse(open(sys.argv[1], encoding='utf-8').read())\n";
    Path parse = Files.writeString(folder.resolve("parse.py"), check);
    assumeThat(run("python3", parse, parse)).isZero();
    List<String> shown =
        Guides.guides().stream().flatMap(it -> Guides.blocks(it, "python").stream()).toList();

    assertThat(shown)
        .hasSize(2)
        .allSatisfy(
            code -> {
              Path program = Files.writeString(folder.resolve("shown.py"), code);
              assertThat(run("python3", parse, program)).isZero();
            });
  }

  private static byte[] pixels(int width, int height) {
    byte[] pixels = new byte[3 * width * height];
    new Random(7).nextBytes(pixels);
    return pixels;
  }

  private static byte[] bytes(BufferedImage image) {
    byte[] bytes = new byte[3 * image.getWidth() * image.getHeight()];
    for (int i = 0; i < bytes.length; i++) {
      int pixel = image.getRGB(i / 3 % image.getWidth(), i / 3 / image.getWidth());
      bytes[i] = (byte) (pixel >> (16 - 8 * (i % 3)));
    }
    return bytes;
  }

  /** Runs a program; its exit code, or {@link #NOT_INSTALLED}. */
  private static int run(String command, Path... arguments) throws InterruptedException {
    try {
      List<String> line = new ArrayList<>(List.of(command));
      List.of(arguments).forEach(argument -> line.add(argument.toString()));
      Process process = new ProcessBuilder(line).inheritIO().start();
      assertThat(process.waitFor(2, TimeUnit.MINUTES)).isTrue();
      return process.exitValue();
    } catch (IOException e) {
      return NOT_INSTALLED;
    }
  }
}
