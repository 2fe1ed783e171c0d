package io.github.twohead.experiments;

import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import io.github.twohead.Recipe;
import java.util.Arrays;
import java.util.List;

/** All that decides what runs a {@link Sweep} has, as its folder keeps it. */
final class SweepPlan {
  private SweepPlan() {}

  static JsonObject of(Sweep sweep) {
    JsonObject values = new JsonObject();
    sweep.space().forEach((key, of) -> values.addProperty(key, of.toString()));
    JsonObject plan = new JsonObject();
    plan.add("over", values);
    plan.add("seeds", array(sweep.seeds()));
    plan.addProperty("sampler", sweep.sampler().name());
    plan.addProperty("by", decides(sweep) ? sweep.score().name() : "");
    plan.add("recipe", lines(sweep.recipe()));
    return plan;
  }

  /** Whether other runs, or runs with other scores, are needed to compare them by another score. */
  private static boolean decides(Sweep sweep) {
    return sweep.sampler().usesScores() || !sweep.score().isUsual();
  }

  /** All that a recipe says, a line for each setting. */
  static JsonArray lines(Recipe recipe) {
    return array(Arrays.asList(recipe.toString().split("\\R")));
  }

  private static JsonArray array(List<String> texts) {
    JsonArray array = new JsonArray();
    texts.forEach(array::add);
    return array;
  }
}
