/** Experiments as files: recipes in YAML, folders of runs, sweeps and trackers. */
module io.github.twohead.experiments {
  requires com.google.gson;
  requires de.siegmar.fastcsv;
  requires transitive io.github.twohead;
  requires java.net.http;
  requires jdk.management;
  requires org.slf4j;
  requires org.snakeyaml.engine;
  requires static com.google.errorprone.annotations;
  requires static com.google.protobuf;
  requires static transitive org.jspecify;

  exports io.github.twohead.experiments;

  uses io.github.twohead.experiments.Tracker.Factory;

  provides io.github.twohead.experiments.Tracker.Factory with
      io.github.twohead.experiments.internal.mlflow.MlflowTracker.Factory,
      io.github.twohead.experiments.internal.tensorboard.TensorBoard.Factory,
      io.github.twohead.experiments.internal.trackers.Csv.Factory,
      io.github.twohead.experiments.internal.trackers.JsonLines.Factory,
      io.github.twohead.experiments.internal.wandb.WandbTracker.Factory;
  provides io.github.twohead.spi.RecipeFormat with
      io.github.twohead.experiments.internal.recipes.YamlRecipes;
}
