package io.github.twohead.experiments;

import io.github.twohead.HeadSpec;
import io.github.twohead.ImageTable;
import io.github.twohead.LabelledImage;
import io.github.twohead.Recipe;
import io.github.twohead.Sampling;
import java.nio.charset.StandardCharsets;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/** The images of a run. */
record Tables(Recipe recipe, ImageTable train, ImageTable validation, Optional<ImageTable> test) {
  private static final String SAMPLING = "data.sampling";

  static Tables of(Recipe recipe) {
    return new Tables(recipe, recipe.train(), recipe.validation(), recipe.test());
  }

  /**
   * What a run is of beside its recipe, by names of {@code environment.json}: all rows, their
   * images by name, wherever the files lie, and other models. Known before any image is read.
   */
  Map<String, String> digests() {
    Map<String, String> digests = new LinkedHashMap<>(OtherModels.digests(recipe));
    Map<String, ImageTable> all = new LinkedHashMap<>();
    all.put("data.train", train);
    all.put("data.validation", validation);
    test.ifPresent(table -> all.put("data.test", table));
    digests.put("rows_digest", digest(recipe, all));
    return digests;
  }

  /** The digest of any tables, by key or another name. */
  static String digest(Recipe recipe, Map<String, ImageTable> tables) {
    try {
      MessageDigest sha256 = MessageDigest.getInstance("SHA-256");
      tables.forEach((key, table) -> add(recipe, sha256, key, table));
      return HexFormat.of().formatHex(sha256.digest());
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java platform has SHA-256", e);
    }
  }

  private static void add(Recipe recipe, MessageDigest sha256, String key, ImageTable table) {
    Path folder = recipe.path(key).map(Path::getParent).orElseGet(recipe::folder);
    Path from = (folder == null ? Path.of("") : folder).toAbsolutePath().normalize();
    List<HeadSpec> heads = recipe.heads();
    List<String> columns = columns(recipe);
    for (LabelledImage image : table.images()) {
      StringBuilder row = new StringBuilder(key).append('\0');
      row.append(name(image.source().name(), from));
      heads.forEach(head -> row.append('\0').append(image.label(head)));
      columns.forEach(column -> row.append('\0').append(image.column(column).orElse("")));
      sha256.update(row.append('\n').toString().getBytes(StandardCharsets.UTF_8));
    }
  }

  /** Those whose texts decide how rows are weighed and drawn. */
  private static List<String> columns(Recipe recipe) {
    Optional<String> weights = recipe.value("data.row_weights").map(String::valueOf);
    Optional<String> sampling =
        recipe
            .value(SAMPLING)
            .map(String::valueOf)
            .flatMap(
                text -> recipe.at(SAMPLING, () -> Sampling.parse(text, recipe.heads()).column()));
    return Stream.of(weights, sampling).flatMap(Optional::stream).map(String::strip).toList();
  }

  private static String name(String given, Path from) {
    try {
      Path path = Path.of(given).toAbsolutePath().normalize();
      return path.startsWith(from) ? from.relativize(path).toString() : given;
    } catch (InvalidPathException e) {
      return given; // an image that is no file
    }
  }
}
