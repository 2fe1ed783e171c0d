package io.github.twohead.djl.internal.training;

import io.github.twohead.EarlyStopping;
import io.github.twohead.EpochReport;
import io.github.twohead.EpochSelection;
import io.github.twohead.Plateau;

/** What follows from the scores of epochs, one after the other. */
interface EpochRule {

  /** What it goes by. */
  EpochSelection by();

  /** Takes note of the next epoch. */
  void offer(EpochReport epoch);

  /** The best score so far, and the epochs since; no score before the first epoch. */
  final class Waiting {
    double best = Double.NaN;
    int epochs;

    /** Counts an epoch that is a gain, or none; the first one always is. */
    private void count(double score, boolean gain) {
      if (gain || Double.isNaN(best)) {
        best = score;
        epochs = 0;
      } else {
        epochs++;
      }
    }

    private void save(TrainingState.Writer out) {
      out.put("best", best);
      out.put("epochs", epochs);
    }

    private void load(TrainingState.Reader in) {
      best = in.number("best");
      epochs = in.whole("epochs");
    }
  }

  /** Ends training; its state is its {@link Waiting}. */
  final class Stop implements EpochRule {
    private final EarlyStopping rule;
    private final Waiting waiting = new Waiting();

    Stop(EarlyStopping rule) {
      this.rule = rule;
    }

    @Override
    public EpochSelection by() {
      return rule.by();
    }

    @Override
    public void offer(EpochReport epoch) {
      double score = rule.by().score(epoch);
      double gain = rule.by().higherIsBetter() ? score - waiting.best : waiting.best - score;
      waiting.count(score, gain > rule.minGain());
    }

    void save(TrainingState.Writer out) {
      waiting.save(out);
    }

    void load(TrainingState.Reader in) {
      waiting.load(in);
    }

    /** Whether training ends now. */
    boolean isDue() {
      return waiting.epochs >= rule.patience();
    }
  }

  /** Lowers the learning rate; its state is its {@link Waiting} and the factor so far. */
  final class Lower implements EpochRule {
    private final Plateau plateau;
    private final Waiting waiting = new Waiting();
    private double factor = 1;

    Lower(Plateau plateau) {
      this.plateau = plateau;
    }

    @Override
    public EpochSelection by() {
      return plateau.by();
    }

    @Override
    public void offer(EpochReport epoch) {
      double score = plateau.by().score(epoch);
      waiting.count(score, plateau.isGain(score, waiting.best));
      if (waiting.epochs > plateau.patience()) {
        factor *= plateau.factor();
        waiting.epochs = 0;
      }
    }

    void save(TrainingState.Writer out) {
      waiting.save(out);
      out.put("factor", factor);
    }

    void load(TrainingState.Reader in) {
      waiting.load(in);
      factor = in.number("factor");
    }

    /** What the learning rate of the next epoch is multiplied by. */
    double factor() {
      return factor;
    }
  }
}
