package io.github.twohead.examples;

import io.github.twohead.Calibration;
import io.github.twohead.Device;
import io.github.twohead.ExportFormat;
import io.github.twohead.Metric;
import io.github.twohead.Normalization;
import io.github.twohead.OutputType;
import io.github.twohead.ResizeMode;
import io.github.twohead.ShuffleNetV2;
import io.github.twohead.TwoheadException;
import io.github.twohead.Views;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.UncheckedIOException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.HelpCommand;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.IVersionProvider;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.RunLast;
import picocli.CommandLine.ScopeType;
import picocli.CommandLine.Spec;
import picocli.CommandLine.TypeConversionException;

/** The runnable jar: {@code java -jar twohead-examples.jar COMMAND}. */
@Command(
    name = "twohead-examples",
    mixinStandardHelpOptions = true,
    versionProvider = Examples.Version.class,
    scope = ScopeType.INHERIT,
    sortOptions = false,
    description = {
      "Trains and runs image classifiers with several yes/no heads on one backbone.",
      "COMMAND --help tells the options of a command; quickstart needs none."
    })
public final class Examples implements Runnable {
  private static final int USER_ERROR = 2;

  /** By name, in the order of the help. */
  private static final Map<String, Class<?>> COMMANDS = new LinkedHashMap<>();

  static {
    COMMANDS.put("quickstart", QuickstartCommand.class);
    COMMANDS.put("split", SplitCommand.class);
    COMMANDS.put("train", TrainCommand.class);
    COMMANDS.put("lr-test", LearningRateCommand.class);
    COMMANDS.put("evaluate", EvaluateCommand.class);
    COMMANDS.put("predict", PredictCommand.class);
    COMMANDS.put("tune", TuneCommand.class);
    COMMANDS.put("export", ExportCommand.class);
    COMMANDS.put("contact-sheet", ContactSheetCommand.class);
    COMMANDS.put("runs", RunsCommand.class);
    COMMANDS.put("sweep", SweepCommand.class);
    COMMANDS.put("cross-validate", CrossValidateCommand.class);
    COMMANDS.put("article-table", ArticleTableCommand.class);
    COMMANDS.put("head-cost", HeadCostCommand.class);
    COMMANDS.put("schema", SchemaCommand.class);
    COMMANDS.put("help", HelpCommand.class);
  }

  @Spec CommandSpec spec;

  private Examples() {}

  /**
   * Runs a command; without one, prints the help.
   *
   * @param args the command and its options
   */
  public static void main(String[] args) {
    System.exit(run(args));
  }

  /** Runs a command and returns its exit code: 0, or 2 for a mistake of the user's. */
  static int run(String... args) {
    return commandLine(args).execute(args);
  }

  /**
   * The command line that understands some arguments: with the one command that they begin with,
   * for picocli looks through every class of options that it is given, or else with all.
   */
  static CommandLine commandLine(String... args) {
    CommandLine line = new CommandLine(new Examples());
    String first = args.length == 0 ? "help" : args[0];
    boolean all = first.equals("help") || !COMMANDS.containsKey(first);
    COMMANDS.forEach(
        (name, command) -> {
          if (all || name.equals(first)) {
            line.addSubcommand(name, command);
          }
        });
    line.setCaseInsensitiveEnumValuesAllowed(true);
    line.registerConverter(Device.class, converter(Device::parse));
    line.registerConverter(Normalization.class, converter(Normalization::parse));
    line.registerConverter(Views.class, converter(Views::parse));
    line.registerConverter(ResizeMode.class, converter(ResizeMode::parse));
    line.registerConverter(ExportFormat.class, converter(ExportFormat::parse));
    line.registerConverter(Metric.class, converter(Metric::parse));
    line.registerConverter(Calibration.Method.class, converter(Calibration.Method::parse));
    line.registerConverter(OutputType.class, converter(OutputType::parse));
    line.registerConverter(ShuffleNetV2.class, converter(ShuffleNetV2::named));
    line.setExecutionStrategy(
        parsed -> {
          if (!parsed.isUsageHelpRequested() && !parsed.isVersionHelpRequested()) {
            Contradictions.check(parsed);
            Overwriting.check(parsed);
          }
          return new RunLast().execute(parsed);
        });
    line.setParameterExceptionHandler((e, rest) -> misread(e));
    line.setExecutionExceptionHandler((e, command, parsed) -> failed(e, command));
    return line;
  }

  private static <T> ITypeConverter<T> converter(Function<String, T> parse) {
    return text -> {
      try {
        return parse.apply(text);
      } catch (IllegalArgumentException e) {
        throw new TypeConversionException(e.getMessage());
      }
    };
  }

  private static int misread(ParameterException e) {
    CommandLine command = e.getCommandLine();
    complain(command, e.getMessage());
    command.getErr().println("try: " + command.getCommandSpec().qualifiedName() + " --help");
    return USER_ERROR;
  }

  private static int failed(Exception e, CommandLine command) throws Exception {
    if (e instanceof TwoheadException
        || e instanceof IllegalArgumentException
        || e instanceof UncheckedIOException) {
      complain(command, e.getMessage());
    } else if (e instanceof IOException) {
      complain(command, e.toString());
    } else {
      throw e;
    }
    return USER_ERROR;
  }

  /** Prints what is wrong, in the words of the command line. */
  static void complain(CommandLine command, @Nullable String message) {
    PrintWriter err = command.getErr();
    command.getOut().flush();
    err.println("error: " + OptionNames.inPlaceOfJava(String.valueOf(message)));
  }

  /** Refuses a number that is out of its range before a model is made, which would refuse it. */
  static void require(boolean inRange, String option, String range, Object value) {
    if (!inRange) {
      throw new IllegalArgumentException(option + " must be " + range + ", but is " + value);
    }
  }

  /** A mistake in an option that only shows once several are looked at. */
  static ParameterException mistake(CommandSpec spec, String message) {
    return new ParameterException(spec.commandLine(), message);
  }

  @Override
  public void run() {
    spec.commandLine().usage(spec.commandLine().getOut());
  }

  /** The version of the jar. */
  static final class Version implements IVersionProvider {
    @Override
    public String[] getVersion() {
      String version = Examples.class.getPackage().getImplementationVersion();
      return new String[] {"twohead " + (version == null ? "(not from a jar)" : version)};
    }
  }

  /**
   * The library's messages name its methods, which a program calls; on the command line the same
   * message names the option that calls them. Every such phrase of the library has its line here.
   */
  static final class OptionNames {
    static final List<Phrase> PHRASES =
        List.of(
            // settings out of their range
            setting("epochs", "--epochs"),
            setting("batchSize", "--batch"),
            setting("accumulate", "--accumulate"),
            setting("learning rate", "--lr"),
            setting("backbone factor", "--backbone-factor"),
            setting("stage factor", "--stage-factors"),
            setting("stage decay", "--stage-decay"),
            phrase("^stage factors: ", "--stage-factors: "),
            setting("momentum", "--momentum"),
            setting("smoothed", "--best-smoothed"),
            setting("minGain", "the gain of --stop-early"),
            setting("weight decay", "--weight-decay"),
            setting("clip norm", "--clip"),
            setting("warmup", "--warmup"),
            setting("unfreezeAt", "--unfreeze-at"),
            setting("stages", "--freeze"),
            setting("emaDecay", "--ema-decay"),
            setting("rotation", "--rotation"),
            setting("randomCrop", "--crop"),
            setting("(brightness|contrast|saturation)", "the $1 of --jitter"),
            setting("labelSmoothing", "--label-smoothing"),
            setting("(the label smoothing of \\S+)", "--head-smoothing: $1"),
            setting("(the positive weight of \\S+)", "--positive-weight: $1"),
            setting("epochLength", "--epoch-length"),
            setting("(the weight of \\S+)", "--loss-weight: $1"),
            setting("everyEpochs", "--checkpoint-epochs"),
            setting("everyBatches", "--checkpoint-batches"),
            setting("keep", "--checkpoint-keep"),
            setting("workers", "--workers"),
            setting("threads", "--threads"),
            setting("input (?:width|height)", "--size"),
            setting("width", "--head-width"),
            setting("threshold", "--threshold"),
            setting("percentile", "--percentile"),
            setting("tolerance", "--tolerance"),
            setting("agreement", "--agreement"),
            setting("folds", "--folds"),
            phrase("^parts must ", "--parts must "),
            phrase("^freeze: ", "--freeze: "),
            // what to do
            phrase(", or name it in a CsvFormat", ""),
            phrase("make batchSize smaller", "make --batch smaller"),
            phrase(
                "call calibrationSet\\(CalibrationSet\\.minMax\\(images\\)\\)",
                "give --calibrate CSV"),
            phrase(
                "give the backbone pretrained\\(\\) or weights\\(Path\\)",
                "give --pretrained or --weights"),
            phrase("name it with weights\\(Path\\)", "name it with --weights"),
            phrase("leave headsFromConv5\\(\\) out", "leave --heads-from-conv5 out"),
            phrase(
                "make all heads with HeadSpec\\.builder\\(name\\)\\.width\\((.*?)\\)",
                "give --head-width $1"),
            phrase(
                "build it with preprocessing\\(Preprocessing\\.standard\\(\\)\\.normalization\\("
                    + "Normalization\\.parse\\(\"(.*?)\"\\)\\)\\)",
                "give --normalize $1"),
            phrase(
                "add positive\\((\\S+), class\\) to the label splitter", "add --head $1=CLASSES"),
            phrase(
                "add categories\\((\\S+)\\) to the label splitter",
                "add --head $1=CATEGORY:CLASSES/…"),
            phrase(
                "leave out heads\\(…\\), normalization\\(…\\), resize\\(…\\) and outputs\\(…\\)",
                "leave out --heads, --normalize, --resize and --outputs"),
            phrase("Leave out outputs\\(…\\)", "Leave out --outputs"),
            phrase(
                "MultiHeadPredictor\\.builder\\(\\)\\.outputs\\(OutputType\\.PROBABILITIES\\) or"
                    + " outputs\\(OutputType\\.LOGITS\\)",
                "--outputs probabilities or --outputs logits"),
            phrase("MultiHeadPredictor\\.builder\\(\\)\\.acceptChanged\\(\\)", "--accept-changed"),
            phrase(
                "MultiHeadPredictor\\.builder\\(\\)\\.heads\\(…\\)\\.normalization\\(…\\)",
                "--heads and --normalize"),
            phrase(
                "describe a choice among more with HeadSpec\\.categorical\\(name, …\\)",
                "name the categories of a choice among more with --labels NAME=FILE"),
            phrase("Device\\.(auto|cpu)\\(\\)", "--device $1"));

    /** What the library says, and what it means on the command line. */
    record Phrase(Pattern java, String options) {}

    private OptionNames() {}

    private static Phrase setting(String name, String option) {
      return phrase("^" + name + " must be ", option + " must be ");
    }

    private static Phrase phrase(String java, String options) {
      return new Phrase(Pattern.compile(java), options);
    }

    /** The same message for someone who sees options and no Java. */
    static String inPlaceOfJava(String message) {
      String text = message;
      for (Phrase phrase : PHRASES) {
        text = phrase.java().matcher(text).replaceAll(phrase.options());
      }
      return text;
    }
  }
}
