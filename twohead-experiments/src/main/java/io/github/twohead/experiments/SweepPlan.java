package io.github.twohead.experiments;

import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
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
    plan.add("recipe", array(Arrays.asList(sweep.recipe().toString().split("\\R"))));
    return plan;
  }

  /** Whether other runs, or runs with other scores, are needed to compare them by another score. */
  private static boolean decides(Sweep sweep) {
    return sweep.sampler().usesScores() || !sweep.score().isUsual();
  }

  private static JsonArray array(List<String> texts) {
    JsonArray array = new JsonArray();
    texts.forEach(array::add);
    return array;
  }
}
