package io.github.twohead.examples;

import java.nio.file.Path;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.Option;
import picocli.CommandLine.TypeConversionException;

/** What training may take to keep decoded images. */
final class CacheOptions {
  @Option(
      names = "--image-cache",
      converter = Bytes.class,
      paramLabel = "BYTES",
      description =
          "Memory for decoded images, such as 2g or 500m; by default a quarter of the largest heap.")
  @Nullable Long memory;

  @Option(
      names = "--image-cache-disk",
      converter = Bytes.class,
      paramLabel = "BYTES",
      description =
          "A temporary file for those beyond it, 0 for none; by default a quarter of what is free."
              + " Images beyond both are decoded in every epoch.")
  @Nullable Long disk;

  @Option(
      names = "--image-cache-folder",
      paramLabel = "DIR",
      description = "Where that file lies; by default among Java's temporary files.")
  @Nullable Path folder;

  /** A number of bytes, perhaps with k, m, g or t for as many powers of 1024. */
  static final class Bytes implements ITypeConverter<Long> {
    private static final String UNITS = "kmgt";
    private static final Pattern SIZE =
        Pattern.compile("(\\d{1,15}(?:\\.\\d{1,3})?)([kmgt]?)(?:i?b)?");

    @Override
    public Long convert(String text) {
      Matcher size = SIZE.matcher(text.strip().toLowerCase(Locale.ROOT));
      if (!size.matches()) {
        throw new TypeConversionException("\"" + text + "\" is not a size such as 2g or 500m");
      }
      int power = size.group(2).isEmpty() ? 0 : 1 + UNITS.indexOf(size.group(2));
      return (long) (Double.parseDouble(size.group(1)) * Math.pow(1024, power));
    }
  }
}
