package io.github.twohead.experiments.internal.recipes;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import io.github.twohead.Recipe;
import io.github.twohead.RecipeRange;
import io.github.twohead.RecipeSetting;
import io.github.twohead.experiments.RecipeSchema;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

/** The schema that is published is that of the settings. */
class RecipeSchemaTest {
  /** Where a changed schema is written, to be copied to docs. */
  private static final Path NOW = Path.of("target", "recipe.schema.json");

  @Test
  void should_be_published_as_it_is() throws IOException {
    Files.createDirectories(NOW.getParent());
    Files.writeString(NOW, RecipeSchema.json());

    assertThat(Path.of("..", "docs", "recipe.schema.json"))
        .as("the settings have changed: copy twohead-experiments/" + NOW + " there")
        .content()
        .isEqualToNormalizingNewlines(RecipeSchema.json());
  }

  @Test
  void should_hold_every_setting() {
    JsonObject schema = JsonParser.parseString(RecipeSchema.json()).getAsJsonObject();

    for (RecipeSetting<?> setting : Recipe.settings()) {
      JsonObject place = schema;
      for (String part : Keys.parts(setting.key())) {
        place =
            part.equals("*")
                ? place.getAsJsonObject("additionalProperties")
                : place.getAsJsonObject("properties").getAsJsonObject(part);
      }

      assertThat(place.get("description").getAsString()).isEqualTo(setting.text());
      boolean isLeastOut = setting.range().filter(RecipeRange::isLeastOut).isPresent();
      assertThat(place.toString().contains("exclusiveMinimum")).isEqualTo(isLeastOut);
      boolean isMostOut = setting.range().filter(RecipeRange::isMostOut).isPresent();
      assertThat(place.toString().contains("exclusiveMaximum")).isEqualTo(isMostOut);
      assertThat(place.has("default")).isEqualTo(setting.usual().isPresent());
    }
  }
}
