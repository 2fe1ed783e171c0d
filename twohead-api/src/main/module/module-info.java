/** What users type: models, heads, labels, losses, training and prediction. */
module io.github.twohead {
  requires de.siegmar.fastcsv;
  requires transitive java.desktop;
  requires static com.google.errorprone.annotations;
  requires static transitive org.jspecify;

  exports io.github.twohead;
  exports io.github.twohead.spi;

  uses io.github.twohead.spi.Examiner;
  uses io.github.twohead.spi.ImageDecoder;
  uses io.github.twohead.spi.ModelEngine;
  uses io.github.twohead.spi.PredictorEngine;
  uses io.github.twohead.spi.RecipeFormat;
}
