package io.github.twohead;

import io.github.twohead.spi.Arguments;
import io.github.twohead.spi.Examiner;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.ServiceConfigurationError;
import java.util.ServiceLoader;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * What twohead finds on this machine and class path: the platform, every native library and why it
 * can or cannot be used, whether a small network predicts and trains here, and what to add where
 * something is missing. Its text is made to be pasted into a bug report: the home folder is {@code
 * ~} in it, and no variables of the environment but those named are told. Immutable.
 *
 * <pre>{@code
 * SystemReport report = SystemReport.examine();
 * if (!report.trains()) {
 *   System.err.println(report);
 * }
 * }</pre>
 */
public final class SystemReport {
  private final List<Finding> findings;

  private SystemReport(List<Finding> findings) {
    this.findings = List.copyOf(findings);
  }

  /** What findings are about, in the order in which they are told. */
  public enum Section {
    /** The operating system, its C library, Java. */
    PLATFORM("platform"),
    /** The processor, its instruction sets and caches. */
    PROCESSOR("processor"),
    /** Memory and processors that this process may use. */
    MEMORY("memory and cores"),
    /** twohead's own modules and their versions. */
    MODULES("modules of twohead"),
    /** Native libraries: found or not, usable or not. */
    NATIVES("native libraries"),
    /** What can be opened for prediction here. */
    PREDICTION("prediction"),
    /** Whether a small network was trained. */
    TRAINING("training"),
    /** Graphics processors and their drivers. */
    GPU("GPU"),
    /** Folders in which libraries and weights are kept. */
    CACHES("caches");

    private final String title;

    Section(String title) {
      this.title = title;
    }

    /**
     * Returns its heading.
     *
     * @return such as {@code native libraries}
     */
    public String title() {
      return title;
    }
  }

  /** What a finding means. */
  public enum State {
    /** It works. */
    FINE,
    /** It is so; there is nothing to be done, or only for more speed. */
    NOTE,
    /** It is not there; the text says what to add. */
    MISSING,
    /** It is there and cannot be used; the text says why. */
    BROKEN
  }

  /** One line of a report. Immutable. */
  public static final class Finding {
    private final Section section;
    private final State state;
    private final String name;
    private final String text;

    private Finding(Section section, State state, String name, String text) {
      this.section = section;
      this.state = state;
      this.name = name;
      this.text = text;
    }

    /**
     * Returns a finding.
     *
     * @param section what it is about
     * @param state what it means
     * @param name of what was looked at, such as {@code PyTorch}
     * @param text what was found
     * @return the finding
     */
    public static Finding of(Section section, State state, String name, String text) {
      return new Finding(
          Arguments.notNull("section", section),
          Arguments.notNull("state", state),
          Arguments.notNull("name", name),
          Arguments.notNull("text", text));
    }

    /**
     * Returns what it is about.
     *
     * @return the section
     */
    public Section section() {
      return section;
    }

    /**
     * Returns what it means.
     *
     * @return the state
     */
    public State state() {
      return state;
    }

    /**
     * Returns what was looked at.
     *
     * @return such as {@code PyTorch}
     */
    public String name() {
      return name;
    }

    /**
     * Returns what was found.
     *
     * @return a line
     */
    public String text() {
      return text;
    }

    private boolean isFine(Section wanted) {
      return section == wanted && state == State.FINE;
    }

    /** Returns the line, without its section. */
    @Override
    public String toString() {
      boolean plain = state == State.FINE || state == State.NOTE;
      return name + ": " + (plain ? "" : state + ", ") + text;
    }
  }

  /**
   * Looks at everything. Starts the engines on the class path, predicts with a small network and
   * trains it, which takes some seconds; downloads nothing. Does not fail: what does not work is in
   * the report.
   *
   * @return what was found now
   */
  public static SystemReport examine() {
    List<Finding> found = new ArrayList<>(found(SystemReport.class.getClassLoader()));
    if (found.isEmpty()) {
      found.addAll(found(Thread.currentThread().getContextClassLoader()));
    }
    require(
        found, Section.PREDICTION, "twohead-runtime for .tflite and .onnx files, or twohead-djl");
    require(found, Section.TRAINING, "twohead-djl");
    return of(found);
  }

  /** A report of findings, whose texts tell nothing of the user. */
  static SystemReport of(List<Finding> found) {
    String home = System.getProperty("user.home", "");
    String user = System.getProperty("user.name", "");
    return new SystemReport(
        found.stream()
            .map(it -> Finding.of(it.section, it.state, it.name, anonymous(it.text, home, user)))
            .toList());
  }

  private static List<Finding> found(@Nullable ClassLoader loader) {
    List<Finding> found = new ArrayList<>();
    try {
      for (Examiner examiner : ServiceLoader.load(Examiner.class, loader)) {
        found.addAll(examiner.examine());
      }
    } catch (ServiceConfigurationError | LinkageError | RuntimeException e) {
      found.add(
          Finding.of(
              Section.MODULES,
              State.BROKEN,
              "an engine",
              e + ". Modules of twohead must be of one version"));
    }
    return found;
  }

  private static void require(List<Finding> found, Section section, String artifact) {
    if (found.stream().noneMatch(finding -> finding.section == section)) {
      found.add(
          Finding.of(
              section,
              State.MISSING,
              "an engine",
              "none is on the class path: add io.github.twohead:" + artifact));
    }
  }

  /** Leaves the user's home folder and name out of paths. */
  static String anonymous(String text, String home, String user) {
    String shown = text;
    // a folder on the way down to every other, such as /, says nothing of anyone
    if (!home.isBlank() && Path.of(home).getNameCount() > 0) {
      shown = shown.replace(home, "~").replace(home.replace('\\', '/'), "~");
    }
    return user.isBlank()
        ? shown
        : Pattern.compile("(?<=[/\\\\])" + Pattern.quote(user) + "(?=[/\\\\\\s,;:\"]|$)")
            .matcher(shown)
            .replaceAll(Matcher.quoteReplacement("USER"));
  }

  /**
   * Returns all that was found, section by section.
   *
   * @return the findings
   */
  public List<Finding> findings() {
    return findings.stream()
        .sorted((a, b) -> a.section.compareTo(b.section)) // keeps the order within a section
        .toList();
  }

  /**
   * Says whether some kind of file can be opened for prediction here.
   *
   * @return whether anything was found fine in {@link Section#PREDICTION}
   */
  public boolean predicts() {
    return findings.stream().anyMatch(finding -> finding.isFine(Section.PREDICTION));
  }

  /**
   * Says whether a small network was trained here.
   *
   * @return whether anything was found fine in {@link Section#TRAINING}
   */
  public boolean trains() {
    return findings.stream().anyMatch(finding -> finding.isFine(Section.TRAINING));
  }

  /** Returns the report as text, a line for each finding below the title of its section. */
  @Override
  public String toString() {
    StringBuilder text = new StringBuilder();
    @Nullable Section last = null;
    for (Finding finding : findings()) {
      if (finding.section != last) {
        text.append(last == null ? "" : "\n").append(finding.section.title).append('\n');
        last = finding.section;
      }
      text.append("  ").append(finding).append('\n');
    }
    return text.toString();
  }
}
