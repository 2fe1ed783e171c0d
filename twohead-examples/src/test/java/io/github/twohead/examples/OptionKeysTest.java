package io.github.twohead.examples;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.twohead.Recipe;
import io.github.twohead.RecipeSetting;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import picocli.CommandLine.Model.OptionSpec;

/** One word for one thing: an option of {@code train} is called as the setting that it is. */
class OptionKeysTest {
  /** What has a word of its own in every command, or stands for several settings. */
  private static final Set<String> OTHERS = Set.of("--augment", "--out", "--rule", "--srgb");

  @Test
  void should_call_options_by_the_keys_of_recipes() {
    List<String> keys = Recipe.settings().stream().map(RecipeSetting::key).toList();
    List<String> wrong = new ArrayList<>();
    OptionKeys.ALL.forEach(
        (option, key) -> {
          boolean known = key.endsWith(".*") || keys.contains(key);
          if (!OTHERS.contains(option) && !(known && names(key).contains(option))) {
            wrong.add(option + " is " + key);
          }
        });

    assertThat(wrong).isEmpty();
  }

  /** The last part, alone or after what it is of; or what it is of, of which it is the name. */
  private static List<String> names(String key) {
    String[] parts = key.replace("heads.*.", "head.").split("\\.", -1);
    String last = option(parts[1]);
    List<String> names = new ArrayList<>(List.of("--" + last, "--" + parts[0] + "-" + last));
    if (List.of("name", "folder").contains(parts[1])) {
      names.add("--" + parts[0]);
    }
    return names;
  }

  private static String option(String word) {
    return word.replace('_', '-');
  }

  @Test
  void should_have_every_option_that_is_a_setting() {
    Map<String, OptionSpec> options =
        Examples.commandLine().getSubcommands().get("train").getCommandSpec().optionsMap();

    assertThat(options.keySet()).containsAll(OptionKeys.ALL.keySet());
  }
}
