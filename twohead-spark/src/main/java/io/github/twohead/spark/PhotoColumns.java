package io.github.twohead.spark;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructField;
import org.apache.spark.sql.types.StructType;

/**
 * What is needed of a table of photos.
 *
 * @param kept what stands in the answers too
 * @param image the photos
 */
record PhotoColumns(List<StructField> kept, StructField image) {
  private static final String CONTENT = "content";
  private static final String PATH = "path";

  /** Stands behind all that are kept, of which it may be one. */
  private static final String IMAGE = "twohead image";

  /**
   * Finds them.
   *
   * @throws IllegalArgumentException if one is missing, or cannot be photos
   */
  static PhotoColumns of(StructType table, Optional<String> image, Optional<List<String>> keep) {
    StructField photos = photos(table, image);
    if (keep.isPresent()) {
      return new PhotoColumns(
          keep.get().stream().map(name -> column(table, name)).toList(), photos);
    }
    Optional<StructField> path = find(table, PATH);
    return new PhotoColumns(
        path.map(List::of)
            .orElseGet(
                () ->
                    Arrays.stream(table.fields()).filter(field -> !field.equals(photos)).toList()),
        photos);
  }

  private static StructField photos(StructType table, Optional<String> given) {
    StructField photos =
        given
            .map(name -> column(table, name))
            .or(() -> find(table, CONTENT))
            .or(() -> find(table, PATH))
            .orElseThrow(
                () ->
                    new IllegalArgumentException(
                        "there is neither a column \"content\" of photos nor one \"path\" of where"
                            + " they lie among "
                            + names(table)
                            + ": name it with image(column)"));
    DataType type = photos.dataType();
    if (!type.equals(DataTypes.BinaryType) && !type.equals(DataTypes.StringType)) {
      throw new IllegalArgumentException(
          "column \""
              + photos.name()
              + "\" is of type "
              + type.simpleString()
              + ": photos are bytes (binary) or paths (string)");
    }
    return photos;
  }

  private static StructField column(StructType table, String name) {
    return find(table, name)
        .orElseThrow(
            () ->
                new IllegalArgumentException(
                    "there is no column \"" + name + "\": " + names(table)));
  }

  private static Optional<StructField> find(StructType table, String name) {
    return Arrays.stream(table.fields()).filter(field -> field.name().equals(name)).findFirst();
  }

  private static List<String> names(StructType table) {
    return List.of(table.fieldNames());
  }

  boolean areBytes() {
    return image.dataType().equals(DataTypes.BinaryType);
  }

  /** The kept columns, and the photos last. */
  Column[] select(Dataset<Row> table) {
    return Stream.concat(
            kept.stream().map(field -> column(table, field)),
            Stream.of(column(table, image).alias(IMAGE)))
        .toArray(Column[]::new);
  }

  private static Column column(Dataset<Row> table, StructField field) {
    return table.col("`" + field.name().replace("`", "``") + "`");
  }
}
