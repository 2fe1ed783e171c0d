package io.github.twohead.runtime.internal.system;

import io.github.twohead.SystemReport.Section;
import io.github.twohead.runtime.internal.manifest.LibraryVersion;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.URL;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/** Which of twohead's modules are on the class path, in which versions. */
final class Modules {
  private static final List<String> ALL =
      List.of(
          "twohead-api",
          "twohead-runtime",
          "twohead-djl",
          "twohead-experiments",
          "twohead-spark",
          "twohead-service",
          "twohead-examples");

  private Modules() {}

  static void tell(Look look) {
    tell(look, Modules.class.getClassLoader());
  }

  static void tell(Look look, ClassLoader loader) {
    Map<String, List<String>> found = new TreeMap<>();
    for (String module : ALL) {
      List<String> versions = versions(module, loader);
      if (!versions.isEmpty()) {
        found.put(module, versions);
      }
    }
    Set<String> different = new TreeSet<>();
    found.forEach((module, versions) -> different.addAll(versions));
    found.forEach((module, versions) -> tell(look, module, versions, different.size() > 1));
    if (found.isEmpty()) {
      look.note(
          Section.MODULES, "versions", LibraryVersion.TWOHEAD + ", not from jars that Maven built");
    }
  }

  private static void tell(Look look, String module, List<String> versions, boolean mixed) {
    String text = String.join(" and ", versions);
    if (versions.size() > 1) {
      look.broken(Section.MODULES, module, text + ": it must be on the class path only once");
    } else if (mixed) {
      look.broken(
          Section.MODULES, module, text + ": all modules must be of one version, see twohead-bom");
    } else {
      look.fine(Section.MODULES, module, text);
    }
  }

  private static List<String> versions(String module, ClassLoader loader) {
    String name = "META-INF/maven/io.github.twohead/" + module + "/pom.properties";
    List<String> versions = new ArrayList<>();
    try {
      for (URL url : Collections.list(loader.getResources(name))) {
        Properties properties = new Properties();
        try (InputStream in = url.openStream()) {
          properties.load(in);
        }
        versions.add(properties.getProperty("version", "unknown"));
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return versions;
  }
}
