package io.github.twohead.examples;

import java.util.List;
import java.util.regex.Pattern;

/**
 * The library's messages name its methods, which a program calls; on the command line the same
 * message names the option that calls them. Every such phrase of the library has its line here.
 */
final class OptionNames {
  static final List<Phrase> PHRASES =
      List.of(
          // settings out of their range
          setting("epochs", "--epochs"),
          phrase(
              "Of a teacher these are Distillation\\.from\\(file\\)\\.heads\\(…\\), normalization\\(…\\),"
                  + " resize\\(…\\) and outputs\\(…\\)",
              "Of a teacher these are --teacher-heads, --teacher-normalize, --teacher-resize and"
                  + " --teacher-outputs"),
          phrase("say independentTeacher\\(\\)", "say --independent-teacher"),
          setting("batchSize", "--batch-size"),
          setting("accumulate", "--accumulate"),
          phrase(
              "\\baccumulate (\\d+) times batchSize (\\d+) is a step",
              "--accumulate $1 times --batch-size $2 is a step"),
          phrase("make batchSize at most ", "make --batch-size at most "),
          phrase("make accumulate at most ", "make --accumulate at most "),
          setting("learning rate", "--learning-rate"),
          setting("backbone factor", "--backbone-factor"),
          setting("stage factor", "--stage-factors"),
          setting("stage decay", "--stage-decay"),
          phrase("^stage factors: ", "--stage-factors: "),
          setting("momentum", "--momentum"),
          setting("smoothed", "--keep-best-smoothed"),
          setting("minGain", "the min_gain of --stop-early"),
          setting("weight decay", "--weight-decay"),
          setting("clip norm", "--clip-norm"),
          setting("warmup", "--warmup"),
          setting("unfreezeAt", "--unfreeze-at"),
          setting("stages", "--freeze"),
          setting("emaDecay", "--ema-decay"),
          setting("rotation", "--rotation"),
          setting("randomCrop", "--random-crop"),
          setting("(brightness|contrast|saturation)", "the $1 of --color-jitter"),
          setting("labelSmoothing", "--label-smoothing"),
          setting("(the label smoothing of \\S+)", "--head-label-smoothing: $1"),
          setting("(the positive weight of \\S+)", "--positive-weight: $1"),
          setting("epochLength", "--epoch-length"),
          setting("(the weight of \\S+)", "--head-weight: $1"),
          setting("everyEpochs", "--checkpoint-every-epochs"),
          setting("everyBatches", "--checkpoint-every-batches"),
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
          phrase(
              "call calibrationSet\\(CalibrationSet\\.minMax\\(images\\)\\)",
              "give --calibration-set CSV"),
          phrase(
              "give the backbone pretrained\\(\\) or weights\\(Path\\)",
              "give --pretrained or --weights"),
          phrase("name it with weights\\(Path\\)", "name it with --weights"),
          phrase("say independentWeights\\(\\)", "say --independent-weights"),
          phrase("leave headsFromConv5\\(\\) out", "leave --heads-from-conv5 out"),
          phrase(
              "make all heads with HeadSpec\\.builder\\(name\\)\\.width\\((.*?)\\)",
              "give --head-width $1"),
          phrase(
              "build it with preprocessing\\(Preprocessing\\.standard\\(\\)\\.normalization\\("
                  + "Normalization\\.parse\\(\"(.*?)\"\\)\\)\\)",
              "give --normalize $1"),
          phrase("add positive\\((\\S+), class\\) to the label splitter", "add --head $1=CLASSES"),
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
