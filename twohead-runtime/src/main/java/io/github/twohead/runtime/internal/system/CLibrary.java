package io.github.twohead.runtime.internal.system;

import java.nio.file.Path;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The C library of a Linux.
 *
 * @param name {@code glibc}, {@code musl} or {@code unknown}
 * @param version such as {@code 2.36}; empty if it is not known
 */
record CLibrary(String name, String version) {
  private static final Pattern MUSL = Pattern.compile("musl libc.*?Version (\\S+)", Pattern.DOTALL);
  private static final Pattern GLIBC = Pattern.compile("ldd \\(.*\\) (\\d\\S*)");

  /** The one that this process runs on. */
  static CLibrary ofThisProcess() {
    CLibrary said = parse(Programs.output("ldd", "--version").orElse(""));
    String maps = Programs.text(Path.of("/proc/self/maps"));
    String loaded =
        maps.contains("/ld-musl-") || maps.contains("/libc.musl-")
            ? "musl"
            : maps.contains("/libc.so.6") || maps.contains("/libc-2.") ? "glibc" : said.name;
    return loaded.equals(said.name) ? said : new CLibrary(loaded, "");
  }

  /** Reads what {@code ldd --version} prints. */
  static CLibrary parse(String ldd) {
    Matcher musl = MUSL.matcher(ldd);
    if (musl.find()) {
      return new CLibrary("musl", musl.group(1));
    }
    Matcher glibc = GLIBC.matcher(ldd);
    return glibc.find() ? new CLibrary("glibc", glibc.group(1)) : new CLibrary("unknown", "");
  }

  boolean isMusl() {
    return name.equals("musl");
  }

  @Override
  public String toString() {
    return (name + " " + version).strip();
  }
}
