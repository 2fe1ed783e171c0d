package io.github.twohead;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.junit.jupiter.api.Assumptions.abort;

import io.github.twohead.TableSplit.Fold;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TableSplitTest {
  static final HeadSpec SCREEN = HeadSpec.binary("screen");

  /** Every row positive whose number is divisible. */
  static ImageTable rows(int count, int divisor) {
    return ImageTable.of(
        IntStream.range(0, count)
            .mapToObj(i -> row(i, i % divisor == 0).column("sender", "s" + i / 7))
            .toList());
  }

  static LabelledImage row(int number, boolean positive) {
    return LabelledImage.of(
        ImageSource.of(Path.of(number + ".jpg")),
        Map.of(SCREEN, positive ? Label.POSITIVE : Label.NEGATIVE));
  }

  static boolean isPositive(LabelledImage row) {
    return row.label(SCREEN).equals(Label.POSITIVE);
  }

  static long count(ImageTable table, Predicate<LabelledImage> wanted) {
    return table.images().stream().filter(wanted).count();
  }

  private static Set<String> senders(ImageTable table) {
    return table.images().stream()
        .map(row -> row.column("sender").orElseThrow())
        .collect(Collectors.toSet());
  }

  @Test
  void should_keep_links_to_a_photo_with_it_and_the_notes_of_the_table(@TempDir Path folder)
      throws IOException {
    List<LabelledImage> rows = new ArrayList<>();
    LabelSplitter labels = (head, imageClass) -> Label.POSITIVE;
    for (int i = 0; i < 20; i++) {
      Path photo = Files.createFile(folder.resolve(i + ".jpg"));
      Path link = link(folder.resolve("link" + i + ".jpg"), photo);
      rows.add(LabelledImage.of(ImageSource.of(photo), "1", labels));
      rows.add(LabelledImage.of(ImageSource.of(link), "1", labels));
    }
    ImageTable table =
        new ImageTable() {
          @Override
          public List<LabelledImage> images() {
            return rows;
          }

          @Override
          public List<String> notes() {
            return List.of("left out 3");
          }
        };

    List<ImageTable> parts = table.split().parts(0.5, 0.5);

    assertThat(parts).allSatisfy(part -> assertThat(part.notes()).containsExactly("left out 3"));
    for (ImageTable part : parts) {
      Set<Path> files = new HashSet<>();
      for (LabelledImage image : part.images()) {
        files.add(((ImageSource.FileImage) image.source()).path().toRealPath());
      }
      assertThat(part.images()).hasSize(2 * files.size());
    }
  }

  private static Path link(Path link, Path photo) {
    try {
      return Files.createSymbolicLink(link, photo);
    } catch (IOException | UnsupportedOperationException e) {
      return abort("no links here");
    }
  }

  @Test
  void should_give_every_row_to_one_part_in_the_order_of_the_table() {
    ImageTable table = rows(100, 10);

    List<ImageTable> parts = table.split().parts(0.7, 0.15, 0.15);

    assertThat(parts).extracting(part -> part.images().size()).containsExactly(70, 15, 15);
    assertThat(parts.stream().flatMap(part -> part.images().stream()))
        .containsExactlyInAnyOrderElementsOf(table.images());
    assertThat(parts.get(0).images())
        .isSubsetOf(table.images())
        .isSortedAccordingTo(
            (one, other) -> table.images().indexOf(one) - table.images().indexOf(other));
  }

  @Test
  void should_never_cut_a_group() {
    List<ImageTable> parts =
        rows(500, 9).split().groupBy("sender").stratifyBy(SCREEN).parts(0.6, 0.2, 0.2);

    Set<String> seen = new HashSet<>();
    assertThat(parts)
        .allSatisfy(part -> assertThat(seen).doesNotContainAnyElementsOf(senders(part)));
    parts.forEach(part -> seen.addAll(senders(part)));
    ImageTable.checkDisjoint("sender", parts.toArray(ImageTable[]::new));
    assertThat(parts.get(0).images().size()).isBetween(295, 305);
  }

  @Test
  void should_keep_rows_of_the_same_image_together_even_across_groups() {
    List<LabelledImage> rows = new ArrayList<>();
    for (int i = 0; i < 40; i++) {
      rows.add(row(i % 20, false).column("sender", "s" + i));
    }

    List<ImageTable> parts = ImageTable.of(rows).split().groupBy("sender").parts(0.5, 0.5);

    assertThat(parts).allSatisfy(part -> assertThat(part.images()).hasSize(20));
    assertThat(parts.get(0).images())
        .extracting(LabelledImage::source)
        .doesNotContainAnyElementsOf(
            parts.get(1).images().stream().map(LabelledImage::source).toList());
  }

  @Test
  void should_make_each_row_once_a_row_of_validation() {
    ImageTable table = rows(103, 5);

    List<Fold> folds = table.split().stratifyBy(SCREEN).folds(5);

    assertThat(folds).hasSize(5);
    assertThat(folds.stream().flatMap(fold -> fold.validation().images().stream()))
        .containsExactlyInAnyOrderElementsOf(table.images());
    assertThat(folds)
        .allSatisfy(
            fold -> {
              assertThat(fold.validation().images()).hasSizeBetween(20, 21);
              assertThat(count(fold.validation(), TableSplitTest::isPositive)).isBetween(4L, 5L);
              assertThat(fold.train().images())
                  .hasSize(103 - fold.validation().images().size())
                  .doesNotContainAnyElementsOf(fold.validation().images());
            });
  }

  /** The numbers were written once; another machine, JDK or release must give the same. */
  @Test
  void should_give_the_same_parts_on_every_machine() {
    ImageTable table = rows(60, 4);

    List<ImageTable> random = table.split().seed(7).parts(0.8, 0.2);
    List<ImageTable> grouped =
        table.split().groupBy("sender").stratifyBy(SCREEN).seed(7).parts(0.7, 0.3);
    List<Fold> folds = table.split().groupBy("sender").seed(7).folds(3);

    assertThat(numbers(random.get(1))).isEqualTo("0 9 15 23 27 29 35 43 45 46 47 59");
    assertThat(numbers(grouped.get(1))).isEqualTo("0 1 2 3 4 5 6 35 36 37 38 39 40 41 56 57 58 59");
    assertThat(numbers(folds.get(0).validation()))
        .isEqualTo("0 1 2 3 4 5 6 14 15 16 17 18 19 20 21 22 23 24 25 26 27");
  }

  private static String numbers(ImageTable table) {
    return table.images().stream()
        .map(row -> row.source().name().replace(".jpg", ""))
        .collect(Collectors.joining(" "));
  }

  @Test
  void should_split_otherwise_with_another_seed() {
    ImageTable table = rows(200, 4);
    Set<String> random = new HashSet<>();
    Set<String> grouped = new HashSet<>();
    for (int seed = 0; seed < 10; seed++) {
      random.add(numbers(table.split().seed(seed).parts(0.8, 0.2).get(1)));
      grouped.add(numbers(table.split().groupBy("sender").seed(seed).parts(0.8, 0.2).get(1)));
    }

    assertThat(random).hasSize(10);
    assertThat(grouped).hasSizeGreaterThan(5);
  }

  @Test
  void should_fill_every_part_even_where_that_is_no_share() {
    ImageTable table = rows(21, 2);

    List<ImageTable> parts = table.split().groupBy("sender").parts(0.98, 0.01, 0.01);

    assertThat(parts).allSatisfy(part -> assertThat(part.images()).hasSize(7));
  }

  @Test
  void should_keep_what_a_table_says_of_its_rows() {
    ImageTable lenient =
        new ImageTable() {
          @Override
          public List<LabelledImage> images() {
            return rows(10, 2).images();
          }

          @Override
          public boolean skipsUnreadableImages() {
            return true;
          }
        };

    ImageTable part = lenient.split().parts(0.5, 0.5).get(0);

    assertThat(part.skipsUnreadableImages()).isTrue();
    assertThat(part.allowsRepeatedRows()).isFalse();
  }

  @Test
  void should_take_shares_that_sum_to_1_but_for_rounding() {
    assertThat(rows(30, 2).split().parts(0.1, 0.2, 0.7)).hasSize(3);
    assertThat(rows(30, 2).split().parts(1 / 3., 1 / 3., 1 / 3.)).hasSize(3);
  }

  static void assertRefused(TableSplit split, int folds, String message) {
    assertThatExceptionOfType(DataException.class)
        .isThrownBy(() -> split.folds(folds))
        .withMessageStartingWith(message);
  }
}
