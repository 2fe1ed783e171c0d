package io.github.twohead.examples;

import io.github.twohead.HeadSpec;
import io.github.twohead.MultiHeadModel;
import io.github.twohead.SystemReport;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Tells what works on this machine, and why the rest does not. */
@Command(
    name = "doctor",
    sortOptions = false,
    description = {
      "Tells what works on this machine, why the rest does not, and which jars to add: for you, and to"
          + " be pasted into a bug report. The home folder and the user's name are left out.",
      "The exit code is 0 if a small network predicts and trains here, else 1."
    })
final class DoctorCommand implements Callable<Integer> {
  @Spec CommandSpec spec;

  @Option(
      names = "--json",
      converter = GivenPath.Output.class,
      paramLabel = "FILE",
      description = "Also write it as JSON.")
  @Nullable Path json;

  @Option(
      names = "--download",
      description =
          "Let DJL download PyTorch's native library first, as training would; without it nothing is"
              + " downloaded.")
  boolean download;

  @Override
  public Integer call() {
    if (download) {
      startPyTorch();
    } else {
      System.setProperty("ai.djl.offline", "true");
    }
    SystemReport report = SystemReport.examine();
    PrintWriter out = spec.commandLine().getOut();
    out.println(report.toString().stripTrailing() + "\n\n" + verdict(report));
    out.flush();
    if (json != null) {
      JsonReports.write(json, JsonReports.of(report));
    }
    return report.predicts() && report.trains() ? 0 : 1;
  }

  /** Whatever fails here is in the report. */
  private static void startPyTorch() {
    try {
      MultiHeadModel.builder().heads(HeadSpec.binary("downloaded")).build().close();
    } catch (RuntimeException | LinkageError e) {
      // the report says it, with what to do
    }
  }

  private static String verdict(SystemReport report) {
    return report.predicts() && report.trains()
        ? "This machine predicts and trains."
        : report.predicts()
            ? "This machine predicts, but does not train: see MISSING and BROKEN."
            : "Nothing runs here: see MISSING and BROKEN.";
  }
}
