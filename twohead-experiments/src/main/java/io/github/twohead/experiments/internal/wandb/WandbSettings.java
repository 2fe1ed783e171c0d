package io.github.twohead.experiments.internal.wandb;

import io.github.twohead.experiments.TrackedRun;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Where a run belongs in W&B and how it is found there.
 *
 * @param entity whose it is; empty for that of whoever uploads it
 * @param project the project
 * @param group of runs that belong together, or empty
 * @param notes any text, or empty
 * @param tags the tags
 */
record WandbSettings(String entity, String project, String group, String notes, List<String> tags) {
  /** The names of the options. */
  static final Set<String> OPTIONS = Set.of("entity", "project", "group", "notes", "tags");

  /**
   * Takes each setting from the first that has it.
   *
   * @param options by name; commas between tags
   * @param run what has a recipe, and may be of a group
   * @param environment with W&B's names
   * @return the settings
   */
  static WandbSettings of(
      Map<String, String> options, TrackedRun run, Map<String, String> environment) {
    Map<String, ?> recipe = run.recipe();
    String tags = first(options.get("tags"), recipe.get("tags"), environment.get("WANDB_TAGS"));
    return new WandbSettings(
        first(options.get("entity"), environment.get("WANDB_ENTITY")),
        first(
            options.get("project"),
            recipe.get("project"),
            environment.get("WANDB_PROJECT"),
            "twohead"),
        first(options.get("group"), run.group().orElse(null), environment.get("WANDB_RUN_GROUP")),
        first(options.get("notes"), environment.get("WANDB_NOTES")),
        Arrays.stream(tags.split(",")).map(String::strip).filter(tag -> !tag.isEmpty()).toList());
  }

  private static String first(@Nullable Object... values) {
    for (Object value : values) {
      if (value instanceof List<?> list) {
        return list.stream().map(String::valueOf).collect(Collectors.joining(","));
      }
      if (value != null && !value.toString().contains("${")) { // masked: the environment has it
        return value.toString();
      }
    }
    return "";
  }
}
