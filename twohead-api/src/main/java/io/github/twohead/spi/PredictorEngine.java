package io.github.twohead.spi;

/** Opens networks for prediction. Safe for use by several threads. */
public interface PredictorEngine {

  /**
   * Says whether a file is one for this engine, so that no other need look at it.
   *
   * @param start the first bytes of the file, at most 512
   * @return whether {@link #open} should be given it, if only to say what is wrong with it
   */
  boolean opens(byte[] start);

  /**
   * Says whether this engine is asked what is wrong with a file that no engine opens: {@link #open}
   * is then given it, to throw a message that says so. Engines answer no unless they know better.
   *
   * @param start the first bytes of the file, at most 512
   * @return whether {@link #open} explains it
   */
  default boolean explains(byte[] start) {
    Arguments.notNull("start", start);
    return false;
  }

  /**
   * Opens a saved or exported network.
   *
   * @param model the file
   * @param settings how
   * @return the predictor
   */
  EnginePredictor open(ModelContent model, PredictorConfig settings);

  /**
   * Returns the engine for a file among those on the class path, which are looked for as {@link
   * ModelEngine#find} says.
   *
   * @param model the file
   * @return the first one that opens it; where there is none, the first one that explains why
   * @throws IllegalStateException if there is none, or one cannot be loaded
   * @throws io.github.twohead.ModelFileException if the file is missing or cannot be read
   */
  static PredictorEngine find(ModelContent model) {
    byte[] start = Arguments.notNull("model", model).start();
    return Engines.find(PredictorEngine.class, engine -> engine.opens(start))
        .or(() -> Engines.find(PredictorEngine.class, engine -> engine.explains(start)))
        .orElseThrow(
            () ->
                new IllegalStateException(
                    model.name()
                        + " cannot be opened: no twohead engine for it is on the class path. Add the"
                        + " dependency io.github.twohead:twohead-djl, in the version of"
                        + " twohead-api; for .tflite and .onnx files alone,"
                        + " io.github.twohead:twohead-runtime is enough"
                        + Engines.IN_A_FAT_JAR));
  }
}
