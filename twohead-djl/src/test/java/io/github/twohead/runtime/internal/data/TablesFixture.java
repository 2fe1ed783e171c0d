package io.github.twohead.runtime.internal.data;

import io.github.twohead.ImageCache;
import io.github.twohead.ImageTable;
import io.github.twohead.LabelSplitter;
import io.github.twohead.Preprocessing;
import io.github.twohead.djl.internal.Samples;
import io.github.twohead.runtime.internal.data.ItemCache.CacheRoom;
import io.github.twohead.runtime.internal.heads.HeadLayout;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;

/** Photos of each class, and tables of them. */
abstract class TablesFixture {
  static final HeadLayout LAYOUT = new HeadLayout(List.of(Samples.RED, Samples.BRIGHT));

  static final CacheRoom ROOM = CacheRoom.of(ImageCache.standard().memory(1 << 20).disk(0));

  @TempDir Path folder;

  @BeforeEach
  void drawImages() {
    for (int i = 0; i < 5; i++) {
      Samples.file(folder, "train" + i + ".png", i, 0);
      Samples.file(folder, "val" + i + ".png", i, 1);
    }
  }

  final ImageTable csv(LabelSplitter labels, String... lines) throws IOException {
    return ImageTable.readCsv(Files.write(folder.resolve("t.csv"), List.of(lines)), labels);
  }

  final ImageTable csv(String name, List<String> lines) throws IOException {
    return csv(name, lines.toArray(String[]::new));
  }

  final ImageTable csv(String name, String... lines) throws IOException {
    Path file = Files.write(folder.resolve(name), List.of(lines));
    return ImageTable.readCsv(file, Samples.LABELS);
  }

  static Preprocessing size() {
    return Preprocessing.standard().size(Samples.SIDE);
  }

  static List<Dataset> decode(DatasetReader reader) throws InterruptedException {
    try (ItemCache cache = new ItemCache(reader.size(), 3 * 32 * 32, ROOM);
        Workers workers = new Workers(2)) {
      reader.decode(cache, workers, done -> {});
    }
    return reader.finish();
  }
}
