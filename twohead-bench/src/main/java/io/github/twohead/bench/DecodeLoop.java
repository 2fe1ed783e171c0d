package io.github.twohead.bench;

import io.github.twohead.ImageSource;
import io.github.twohead.Preprocessing;
import io.github.twohead.runtime.internal.image.InputImage;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.nio.charset.Charset;
import java.nio.file.Path;

/**
 * Decodes photos as it is told to, for {@code twohead-bench/pillow.py}, which has Pillow do the
 * same in turn.
 *
 * <p>Each line of the input is how often to decode, a side of the network's input, and a file; each
 * line of the output is how many milliseconds of the processor one photo took.
 */
public final class DecodeLoop {
  private DecodeLoop() {}

  /** Decodes until the input ends. */
  public static void main(String[] args) throws IOException {
    BufferedReader lines =
        new BufferedReader(new InputStreamReader(System.in, Charset.defaultCharset()));
    for (String line = lines.readLine(); line != null; line = lines.readLine()) {
      String[] words = line.split(" ", 3);
      int side = Integer.parseInt(words[1]);
      System.out.println(
          milliseconds(
              Integer.parseInt(words[0]),
              ImageSource.of(Path.of(words[2])),
              Preprocessing.standard().size(side)));
    }
  }

  private static double milliseconds(int times, ImageSource photo, Preprocessing input) {
    ThreadMXBean threads = ManagementFactory.getThreadMXBean();
    long begin = threads.getCurrentThreadCpuTime();
    for (int i = 0; i < times; i++) {
      InputImage.read(photo, input);
    }
    return (threads.getCurrentThreadCpuTime() - begin) / 1e6 / times;
  }
}
