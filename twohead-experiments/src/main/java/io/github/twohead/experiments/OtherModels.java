package io.github.twohead.experiments;

import io.github.twohead.Distillation;
import io.github.twohead.ModelFileException;
import io.github.twohead.MultiHeadPredictor;
import io.github.twohead.Recipe;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.DigestInputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/** The files of models that a run starts from and learns from. */
final class OtherModels {
  static final String TEACHER = "distillation.teacher";
  private static final String WEIGHTS = "backbone.weights";

  private OtherModels() {}

  /**
   * What the files hold, by names of {@code environment.json}: a recipe names the same path where
   * another model has come.
   *
   * @throws io.github.twohead.RecipeException if a teacher is no file
   */
  static Map<String, String> digests(Recipe recipe) {
    Map<String, String> digests = new LinkedHashMap<>();
    recipe.path(WEIGHTS).ifPresent(file -> digests.put("weights_sha256", digest(file)));
    List<Path> teachers = recipe.paths(TEACHER);
    if (!teachers.isEmpty()) {
      digests.put("teachers_sha256", recipe.at(TEACHER, () -> digests(teachers)));
    }
    return digests;
  }

  private static String digests(List<Path> teachers) {
    return teachers.stream()
        .flatMap(teacher -> Distillation.from(teacher).digests().stream())
        .collect(Collectors.joining(" "));
  }

  private static String digest(Path weights) {
    try (InputStream content = Files.newInputStream(weights)) {
      MessageDigest sha256 = MessageDigest.getInstance("SHA-256");
      long unused =
          new DigestInputStream(content, sha256).transferTo(OutputStream.nullOutputStream());
      return HexFormat.of().formatHex(sha256.digest());
    } catch (IOException e) {
      return "unreadable"; // which building the model tells
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java platform has SHA-256", e);
    }
  }

  /**
   * Refuses the folder of a cross-validation, whose models teach only the folds of another one.
   *
   * @throws io.github.twohead.RecipeException if a teacher is a folder
   */
  static void refuseFolders(Recipe recipe) {
    List<Path> folders = recipe.paths(TEACHER).stream().filter(Files::isDirectory).toList();
    if (!folders.isEmpty()) {
      String unused = recipe.at(TEACHER, () -> digests(folders));
    }
  }

  /**
   * Refuses to start from a saved model that has learned, perhaps from what a fold tests.
   *
   * @throws io.github.twohead.RecipeException if it has
   */
  static void refuseTrainedWeights(Recipe recipe) {
    recipe.path(WEIGHTS).filter(OtherModels::isTrained).ifPresent(file -> refuse(recipe, file));
  }

  private static void refuse(Recipe recipe, Path trained) {
    Path unused =
        recipe.at(
            WEIGHTS,
            () -> {
              throw new IllegalArgumentException(
                  trained
                      + " is a trained model, which may have learned from the photos that a fold"
                      + " tests: start from published weights or none; or say independentWeights()"
                      + " where it has seen none of these photos");
            });
  }

  /** Weights of other formats do not tell what they have learned from. */
  private static boolean isTrained(Path weights) {
    try (MultiHeadPredictor saved = MultiHeadPredictor.open(weights)) {
      return !saved.provenance().tables().isEmpty();
    } catch (ModelFileException | IllegalArgumentException e) {
      return false; // no saved model, or one with a network of a program's own
    }
  }
}
