package io.github.twohead.examples;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.source.tree.BinaryTree;
import com.sun.source.tree.ExpressionTree;
import com.sun.source.tree.LiteralTree;
import com.sun.source.tree.MethodInvocationTree;
import com.sun.source.tree.NewClassTree;
import com.sun.source.tree.ParenthesizedTree;
import com.sun.source.tree.Tree;
import com.sun.source.util.JavacTask;
import com.sun.source.util.TreeScanner;
import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import javax.tools.JavaCompiler;
import javax.tools.ToolProvider;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What the library's messages say on the command line, for all of them in its source. */
class OptionNamesTest {
  /** A method's call, or a name in camel case. "GPU(s)" is a plural. */
  private static final Pattern JAVA = Pattern.compile("\\w\\((?!s\\))|\\b[a-z]{2,}[A-Z]\\w*");

  private static final Pattern OPTION = Pattern.compile("--[a-z][a-z0-9-]*");

  /** In place of what a message is completed with. */
  private static final String VALUE = "7";

  /** What no command can get to see, and Python's own words. */
  private static final List<String> LEFT_ALONE =
      List.of(
          "call heads(HeadSpec.binary(\"name\"), …)", // --head is required, or has a default
          "probability(image, category)", // an evaluation is asked by programs
          "call positive(head, class)", // each --head has a positive class
          "call positive(7, class)",
          "call categories(7)", // each category of --head has a class
          "call category(7, category, class) or categories(7)", // --head is one or the other
          "ask for probability()", // only a program asks
          "program must be what program() says", // only runners of one's own take runs over
          "call format(ExportFormat.TFLITE), …", // only an engine reports an export
          "question(question, labels)", // only programs choose thresholds of questions
          "return an evaluation of round.test()", // only a program evaluates a round
          "what program() says", // only a runner of sweeps takes a run over
          "bestEpoch", // only an engine reports a training run
          // only a program of DJL's opens folders and translates
          "let option.modelName in its serving.properties name the model's file, as"
              + " ServingProperties.write(file) does",
          "build Criteria with optTranslatorFactory(new HeadsTranslatorFactory())",
          "let ServingProperties.write(file) write the serving.properties",
          "give over(key, values) or seeds(numbers)", // sweep asks for several values
          // what sweep reads behind a key, and what its plan says
          "7: write 7(…)",
          "write interval(low,high)",
          "write range(start,stop,step)",
          "write tag(log,interval(low,high))",
          "random(7, seed 7)",
          // what saved models keep of their training
          "7 own(7)",
          "own(a trained model)",
          "step, cosine, constant, one_cycle, step(every 3, factor 0.1), plateau(…).",
          "constant, one_cycle, or such as step(every 3, factor 0.1) or plateau(loss, factor 0.1, patience 2), but is \"7\"",
          // rules as options take them
          "screen F1(patience 3, min_gain 0.001)",
          "screen F1(smoothed 3)",
          "7(patience 77)",
          "loss(patience 3)",
          "such as focal(gamma 2, alpha 0.25) or asymmetric(gamma_negative 4, gamma_positive 1,"
              + " clip 0.05), but is \"7\"",
          "asymmetric(gamma_negative 7, gamma_positive 7, clip 7)",
          "asymmetric or such as focal(gamma 2, alpha 0.25).",
          "focal(gamma 7, alpha 7)",
          "balanced(HEAD), balanced(column NAME) or weighted(column NAME), such as balanced(screen,"
              + " positive 1, negative 3)",
          "shuffled, balanced(screen), balanced(column sender) or weighted(column x).",
          "rule=7, learningRate=7, weightDecay=7, backboneFactor=7, clipNorm=7",
          "stageDecay=7",
          "stageFactors=7",
          "views must be flip, a number from 1 to 10, mean(number) or max(number), but are \"7\"",
          "leave out backbone(…)", // no option gives one
          "load() of 7 must give", // no option gives a source of one's own
          "7, whose name() fails with 7",
          "shadow's mergeServiceFiles()", // the examples' jar is merged
          "torch.onnx.export(…, external_data=False)",
          "model.state_dict()",
          "float model's state_dict()");

  /** The messages in a source file, each with values in place of what is computed. */
  private static final class Messages extends TreeScanner<@Nullable Void, @Nullable Void> {
    private final Set<String> found = new TreeSet<>();

    @Override
    public @Nullable Void visitBinary(BinaryTree tree, @Nullable Void nothing) {
      if (tree.getKind() != Tree.Kind.PLUS) {
        return super.visitBinary(tree, null);
      }
      found.add(text(tree));
      scanOperands(tree);
      return null;
    }

    /** What is inside of a message's parts; the parts themselves are no messages. */
    private void scanOperands(ExpressionTree tree) {
      if (tree instanceof BinaryTree sum && sum.getKind() == Tree.Kind.PLUS) {
        scanOperands(sum.getLeftOperand());
        scanOperands(sum.getRightOperand());
      } else if (!(tree instanceof LiteralTree)) {
        scan(tree, null);
      }
    }

    /** A setting's name alone: only Java can give it twice. */
    @Override
    public @Nullable Void visitNewClass(NewClassTree tree, @Nullable Void nothing) {
      return tree.getIdentifier().toString().startsWith("Once")
          ? null
          : super.visitNewClass(tree, null);
    }

    @Override
    public @Nullable Void visitLiteral(LiteralTree tree, @Nullable Void nothing) {
      found.add(text(tree));
      return super.visitLiteral(tree, null);
    }

    /** The name of a setting begins the message of what checks its range. */
    @Override
    public @Nullable Void visitMethodInvocation(MethodInvocationTree call, @Nullable Void nothing) {
      if (call.getMethodSelect()
              .toString()
              .matches("(Checks\\.)?(positive|inRange|aboveZero|belowOne|between)")
          && text(call.getArguments().get(0)).matches(".*[a-z].*")) {
        found.add(text(call.getArguments().get(0)) + " must be from 1 to 2, but is 3");
      }
      return super.visitMethodInvocation(call, null);
    }

    private static String text(ExpressionTree tree) {
      if (tree instanceof BinaryTree sum && sum.getKind() == Tree.Kind.PLUS) {
        return text(sum.getLeftOperand()) + text(sum.getRightOperand());
      }
      if (tree instanceof ParenthesizedTree inner) {
        return text(inner.getExpression());
      }
      return tree instanceof LiteralTree literal && literal.getValue() instanceof String string
          ? string
          : VALUE;
    }
  }

  private static Set<String> messages() throws IOException {
    List<Path> files = new ArrayList<>();
    for (String module :
        List.of("twohead-api", "twohead-runtime", "twohead-djl", "twohead-experiments")) {
      try (Stream<Path> all = Files.walk(Path.of("..", module, "src/main/java"))) {
        all.filter(file -> file.toString().endsWith(".java")).forEach(files::add);
      }
    }
    JavaCompiler javac = ToolProvider.getSystemJavaCompiler();
    var sources =
        javac
            .getStandardFileManager(null, null, null)
            .getJavaFileObjects(files.toArray(Path[]::new));
    JavacTask task = (JavacTask) javac.getTask(null, null, null, null, null, sources);
    Messages messages = new Messages();
    messages.scan(task.parse(), null);
    return messages.found;
  }

  private static boolean isAboutJava(String message) {
    String text = message;
    for (String phrase : LEFT_ALONE) {
      text = text.replace(phrase, "");
    }
    return text.contains(" ") && JAVA.matcher(text).find();
  }

  @Test
  void should_name_no_java_in_any_message_of_the_library() throws IOException {
    Set<String> messages = messages();
    List<String> java = messages.stream().filter(OptionNamesTest::isAboutJava).toList();

    assertThat(java).hasSizeGreaterThan(10);
    assertThat(java)
        .extracting(OptionNames::inPlaceOfJava)
        .filteredOn(OptionNamesTest::isAboutJava)
        .as("phrases without a line in OptionNames")
        .isEmpty();
  }

  @Test
  void should_have_no_line_for_what_no_message_says() throws IOException {
    Set<String> messages = messages();

    assertThat(OptionNames.PHRASES)
        .hasSizeGreaterThan(20)
        .extracting(OptionNames.Phrase::java)
        .filteredOn(java -> messages.stream().noneMatch(message -> java.matcher(message).find()))
        .isEmpty();
  }

  @Test
  void should_name_options_that_a_command_has() throws IOException {
    Set<String> options =
        Examples.commandLine().getSubcommands().values().stream()
            .flatMap(command -> command.getCommandSpec().optionsMap().keySet().stream())
            .collect(Collectors.toCollection(TreeSet::new));
    Set<String> named =
        messages().stream()
            .map(OptionNames::inPlaceOfJava)
            .flatMap(text -> OPTION.matcher(text).results())
            .map(match -> match.group())
            .collect(Collectors.toCollection(TreeSet::new));

    named.removeAll(List.of("--add-modules", "--enable-native-access", "--query-gpu")); // others'
    assertThat(named).hasSizeGreaterThan(10).isSubsetOf(options);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          batchSize must be from 3 to 65536, but is 1 | --batch-size must be from 3 to 65536, but is 1
          the weight of screen must be above 0 | --head-weight: the weight of screen must be above 0
          brightness must be from 0 to 1 | the brightness of --color-jitter must be from 0 to 1
          input width must be from 32 to 4096 | --size must be from 32 to 4096
          freeze: 5 stages, but the backbone has 4 | --freeze: 5 stages, but the backbone has 4
          use Device.auto() or Device.cpu(), or | use --device auto or --device cpu, or
          x expects y: build it with preprocessing(Preprocessing.standard().normalization(Normalization.parse("none"))) | x expects y: give --normalize none
          make all heads with HeadSpec.builder(name).width(64), or leave headsFromConv5() out | give --head-width 64, or leave --heads-from-conv5 out
          open it with MultiHeadPredictor.builder().heads(…).normalization(…). Its | open it with --heads and --normalize. Its
          yes; describe a choice among more with HeadSpec.categorical(name, …). Its | yes; name the categories of a choice among more with --labels NAME=FILE. Its
          make accumulate at most 3 | make --accumulate at most 3
          accumulate 2 times batchSize 8 is a step of images that | --accumulate 2 times --batch-size 8 is a step of images that
          --data: accumulate/batchSize/val.csv does not exist | --data: accumulate/batchSize/val.csv does not exist
          override 1: training.accumulate must be from 1 to 1024 | override 1: training.accumulate must be from 1 to 1024
          leave out heads(…), normalization(…), resize(…) and outputs(…). Of a teacher these are Distillation.from(file).heads(…), normalization(…), resize(…) and outputs(…) | leave out --heads, --normalize, --resize and --outputs. Of a teacher these are --teacher-heads, --teacher-normalize, --teacher-resize and --teacher-outputs
          photo.jpg: the width must be known | photo.jpg: the width must be known
          """)
  void should_say_what_to_type(String message, String expected) {
    assertThat(OptionNames.inPlaceOfJava(message)).isEqualTo(expected);
  }

  @Test
  void should_say_which_file_and_why_without_a_class_of_java() {
    assertThat(Examples.problem(new AccessDeniedException("photos.csv")))
        .isEqualTo("photos.csv: the system does not allow it");
    assertThat(Examples.problem(new IOException("disk full"))).isEqualTo("disk full");
  }
}
