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
          setting("batchSize", "--batch"),
          setting("learning rate", "--lr"),
          setting("backbone factor", "--backbone-factor"),
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
          setting("(the weight of \\S+)", "--loss-weight: $1"),
          setting("workers", "--workers"),
          setting("threads", "--threads"),
          setting("input (?:width|height)", "--size"),
          setting("width", "--head-width"),
          setting("threshold", "--threshold"),
          setting("percentile", "--percentile"),
          setting("tolerance", "--tolerance"),
          setting("agreement", "--agreement"),
          phrase("^freeze: ", "--freeze: "),
          // what to do
          phrase("make batchSize smaller", "make --batch smaller"),
          phrase("call calibration\\(Calibration\\.minMax\\(images\\)\\)", "give --calibrate CSV"),
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
          phrase("add positive\\((\\S+), class\\) to the label splitter", "add --head $1=CLASSES"),
          phrase(
              "leave out heads\\(…\\), normalization\\(…\\) and outputs\\(…\\)",
              "leave out --heads, --normalize and --outputs"),
          phrase("Leave out outputs\\(…\\)", "Leave out --outputs"),
          phrase(
              "MultiHeadPredictor\\.builder\\(\\)\\.outputs\\(OutputType\\.PROBABILITIES\\) or"
                  + " outputs\\(OutputType\\.LOGITS\\)",
              "--outputs probabilities or --outputs logits"),
          phrase("MultiHeadPredictor\\.builder\\(\\)\\.acceptChanged\\(\\)", "--accept-changed"),
          phrase(
              "MultiHeadPredictor\\.builder\\(\\)\\.heads\\(…\\)\\.normalization\\(…\\)",
              "--heads and --normalize"),
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
