package io.github.twohead.experiments.internal.recipes;

import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.github.twohead.RecipeException;
import java.nio.file.Path;
import java.util.Collections;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Small files that would grow beyond all bounds are refused at once. */
class RecipeBombsTest {
  @TempDir private Path folder;
  private Recipes recipes;

  @BeforeEach
  void start() {
    recipes = new Recipes(folder);
  }

  @Test
  void should_refuse_aliases_that_repeat_too_much() {
    StringBuilder bomb = new StringBuilder("a0: &a0 [x, x, x, x, x, x, x, x, x, x]\n");
    for (int i = 1; i < 10; i++) {
      String repeated = String.join(", ", Collections.nCopies(8, "*a" + (i - 1)));
      bomb.append("a%d: &a%d [%s]\n".formatted(i, i, repeated));
    }

    assertThatExceptionOfType(RecipeException.class)
        .isThrownBy(() -> recipes.read(bomb.toString()))
        .withMessage("documents.yaml:5: more than 10000 values: is this a recipe?");
  }

  @Test
  void should_refuse_references_that_repeat_too_much() {
    StringBuilder bomb = new StringBuilder("a0: xxxxxxxxxx\n");
    for (int i = 1; i < 20; i++) {
      bomb.append("a%d: %s\n".formatted(i, "${a%d}".formatted(i - 1).repeat(10)));
    }

    assertThatExceptionOfType(RecipeException.class)
        .isThrownBy(() -> recipes.read(bomb.toString()))
        .withMessageMatching(
            "documents.yaml:\\d+: references make a text longer than 65536 letters");
  }

  @Test
  void should_refuse_a_chain_of_references_that_is_too_long() {
    StringBuilder chain = new StringBuilder("a5000: x\n");
    for (int i = 0; i < 5000; i++) {
      chain.append("a%d: ${a%d}\n".formatted(i, i + 1));
    }

    assertThatExceptionOfType(RecipeException.class)
        .isThrownBy(() -> recipes.read(chain.toString()))
        .withMessage("documents.yaml:52: more than 50 references, one behind the other");
  }

  @Test
  void should_refuse_values_that_are_too_deep() {
    assertThatExceptionOfType(RecipeException.class)
        .isThrownBy(() -> recipes.read("name: " + "[".repeat(100_000)))
        .withMessage("documents.yaml:1: more than 50 levels of values in values");
  }

  @Test
  void should_refuse_groups_of_groups_of_groups() {
    for (int i = 0; i < 20; i++) {
      String next = "defaults: [a%d, b%d]".formatted(i + 1, i + 1);
      recipes.file("a" + i + ".yaml", next).file("b" + i + ".yaml", next);
    }
    recipes.file("a20.yaml", "").file("b20.yaml", "");

    assertThatExceptionOfType(RecipeException.class)
        .isThrownBy(() -> recipes.read("defaults: [a0]"))
        .withMessageMatching("[ab]\\d+.yaml:1: more than 100 groups");
  }
}
