package io.github.twohead.examples;

import io.github.twohead.experiments.RunFolder;
import io.github.twohead.experiments.RunTable;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Lists runs and compares them. */
@Command(
    name = "runs",
    sortOptions = false,
    description = {
      "Lists the runs of a folder; given several, compares them: the settings in which they differ,"
          + " and their scores side by side."
    })
final class RunsCommand implements Callable<Integer> {
  @Spec CommandSpec spec;

  @Option(
      names = "--in",
      defaultValue = "runs",
      converter = GivenPath.InputFolder.class,
      paramLabel = "DIR",
      description = "The folder of all runs (default: ${DEFAULT-VALUE}).")
  Path all;

  @Option(
      names = "--all",
      description = "Compare all runs of the folder, not only those that are given.")
  boolean compareAll;

  @Parameters(
      arity = "0..*",
      paramLabel = "RUN",
      description =
          "Folders of runs, or their names in the folder of all, such as 2026-11-26/first or first.")
  List<String> given = List.of();

  @Override
  public Integer call() {
    PrintWriter out = spec.commandLine().getOut();
    List<RunFolder> listed = RunFolder.list(all);
    if (given.isEmpty() && !compareAll) {
      out.println(listed.isEmpty() ? "no runs in " + all : RunTable.list(listed, all));
    } else {
      List<RunFolder> chosen = compareAll ? listed : given.stream().map(this::find).toList();
      out.println(RunTable.compare(chosen, all));
    }
    out.flush();
    return 0;
  }

  /** A folder itself, or the newest run of that name. */
  private RunFolder find(String name) {
    Path path = Path.of(name);
    if (Files.isDirectory(path)) {
      return RunFolder.open(path);
    }
    List<RunFolder> found =
        RunFolder.list(all).stream().filter(run -> run.path().endsWith(path)).toList();
    if (found.isEmpty()) {
      throw Examples.mistake(spec, "there is no run \"" + name + "\" in " + all);
    }
    return found.get(found.size() - 1);
  }
}
