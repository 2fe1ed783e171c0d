package io.github.twohead.examples;

import io.github.twohead.experiments.RecipeSchema;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** Prints the schema of recipes. */
@Command(
    name = "schema",
    description = "Prints the JSON Schema of recipes, by which editors complete and check them.")
final class SchemaCommand implements Runnable {
  @Spec CommandSpec spec;

  @Override
  public void run() {
    spec.commandLine().getOut().print(RecipeSchema.json());
    spec.commandLine().getOut().flush();
  }
}
