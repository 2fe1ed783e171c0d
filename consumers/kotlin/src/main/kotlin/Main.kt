import io.github.twohead.Backbone
import io.github.twohead.HeadSpec
import io.github.twohead.ImageTable
import io.github.twohead.LabelSplitter
import io.github.twohead.Metric
import io.github.twohead.MultiHeadModel
import io.github.twohead.MultiHeadPredictor
import io.github.twohead.Preprocessing
import kotlin.io.path.Path

/** Trains two heads, saves the model, and opens it again. */
fun main(args: Array<String>) {
  val folder = Path(args[0])
  val saved = Path(args[1])
  val red = HeadSpec.binary("red")
  val blue = HeadSpec.binary("blue")
  val labels = LabelSplitter.builder().positive(red, 2).positive(blue, 0).build()

  MultiHeadModel.builder()
      .backbone(Backbone.shuffleNetV2x05())
      .heads(red, blue)
      .preprocessing(Preprocessing.standard().size(32))
      .build()
      .use { model ->
        val report =
            model
                .trainer()
                .keepBestBy(red, Metric.F1)
                .epochs(2)
                .batchSize(8)
                .fit(
                    ImageTable.readCsv(folder.resolve("train.csv"), labels),
                    ImageTable.readCsv(folder.resolve("val.csv"), labels))
        println("trained for ${report.epochs().size} epochs")
        model.save(saved)
      }

  MultiHeadPredictor.open(saved).use { predictor ->
    for (answer in predictor.predict(folder.resolve("red.png")).heads()) {
      println("red.png ${answer.head()} ${answer.probability()}")
    }
  }
}
