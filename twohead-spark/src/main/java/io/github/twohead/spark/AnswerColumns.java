package io.github.twohead.spark;

import io.github.twohead.HeadPrediction;
import io.github.twohead.HeadSpec;
import io.github.twohead.Prediction;
import io.github.twohead.PredictionOutcome;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructField;
import org.apache.spark.sql.types.StructType;
import org.jspecify.annotations.Nullable;
import scala.jdk.javaapi.CollectionConverters;

/** The columns of answers: those kept, one for each head, and the error. */
final class AnswerColumns {
  static final String ERROR = "error";
  private static final String DECISION = "decision";

  private AnswerColumns() {}

  /**
   * The schema of answers.
   *
   * @throws IllegalArgumentException if two columns share a name, as Spark compares them
   */
  static StructType schema(List<StructField> kept, List<HeadSpec> heads) {
    List<StructField> fields = new ArrayList<>(kept);
    for (HeadSpec head : heads) {
      if (head.name().equalsIgnoreCase(ERROR)) {
        throw new IllegalArgumentException(
            "a head is called \""
                + head.name()
                + "\", as the column of what is wrong with a photo is: train it with another name");
      }
      fields.add(DataTypes.createStructField(head.name(), answer(head), true));
    }
    fields.add(DataTypes.createStructField(ERROR, DataTypes.StringType, true));
    Set<String> names = new HashSet<>();
    for (StructField field : fields) {
      if (!names.add(field.name().toLowerCase(Locale.ROOT))) {
        throw new IllegalArgumentException(
            "two columns of the answers would be called \""
                + field.name()
                + "\": keep(…) columns that are named neither as a head nor \""
                + ERROR
                + "\"");
      }
    }
    return DataTypes.createStructType(fields);
  }

  private static DataType answer(HeadSpec head) {
    return DataTypes.createStructType(
        head.isCategorical()
            ? List.of(
                DataTypes.createStructField(
                    "probabilities",
                    DataTypes.createMapType(DataTypes.StringType, DataTypes.DoubleType, false),
                    false),
                DataTypes.createStructField(DECISION, DataTypes.StringType, false))
            : List.of(
                DataTypes.createStructField("probability", DataTypes.DoubleType, false),
                DataTypes.createStructField(DECISION, DataTypes.BooleanType, false)));
  }

  /** The row of a photo that has answers. */
  static Row row(Row photo, Prediction prediction) {
    List<HeadPrediction> heads = prediction.heads();
    Object[] values = kept(photo, heads.size());
    for (int i = 0; i < heads.size(); i++) {
      values[photo.size() - 1 + i] = answer(heads.get(i));
    }
    return RowFactory.create(values);
  }

  /** The row of a photo that has none. */
  static Row failed(Row photo, int heads, String reason) {
    @Nullable Object[] values = kept(photo, heads);
    values[values.length - 1] = reason;
    return RowFactory.create(values);
  }

  /** All columns, of which those that are kept are filled; the photo is the last one of its row. */
  private static Object[] kept(Row photo, int heads) {
    Object[] values = new Object[photo.size() - 1 + heads + 1];
    for (int i = 0; i < photo.size() - 1; i++) {
      values[i] = photo.get(i);
    }
    return values;
  }

  private static Row answer(HeadPrediction head) {
    return head.head().isCategorical()
        ? RowFactory.create(CollectionConverters.asScala(head.probabilities()), head.category())
        : RowFactory.create(head.probability(), head.positive());
  }

  /** What is wrong with a photo, whose row says which it is. */
  static String reason(PredictionOutcome outcome) {
    String message = outcome.error().map(e -> String.valueOf(e.getMessage())).orElse("");
    String start = outcome.source().name() + ": ";
    return message.startsWith(start) ? message.substring(start.length()) : message;
  }
}
