package io.github.twohead.runtime.internal.system;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * A processor as Linux or macOS describes it.
 *
 * @param model its name
 * @param instructionSets those that networks are computed with, as the system calls them
 * @param virtual whether a virtual machine is seen
 */
record Processor(String model, List<String> instructionSets, boolean virtual) {
  /** What matters here, of x86 and of ARM. */
  private static final Pattern WANTED =
      Pattern.compile("(sse4_|avx|amx|asimd|sve).*|fma|f16c|fphp|bf16|i8mm|sme2?");

  /** The same, as macOS calls them. */
  private static final Pattern WANTED_ON_MAC =
      Pattern.compile("sse4_.*|avx.*|fma|f16c|neon|FEAT_(FP16|DotProd|BF16|I8MM|SME).*");

  private static final Pattern OPTIONAL =
      Pattern.compile("^hw\\.optional\\.(?:arm\\.)?(\\S+): 1$", Pattern.MULTILINE);

  /** Empty on a system that does not tell. */
  static Optional<Processor> ofThisMachine() {
    return System.getProperty("os.name").startsWith("Mac")
        ? parseMac(Programs.output("sysctl", "machdep.cpu", "hw.optional").orElse(""))
        : parse(Programs.text(Path.of("/proc/cpuinfo")));
  }

  /** Reads what {@code sysctl machdep.cpu hw.optional} prints. */
  static Optional<Processor> parseMac(String sysctl) {
    List<String> sets =
        OPTIONAL
            .matcher(sysctl)
            .results()
            .map(it -> it.group(1))
            .filter(WANTED_ON_MAC.asMatchPredicate())
            .sorted()
            .toList();
    return value(sysctl, "machdep.cpu.brand_string")
        .map(
            model ->
                new Processor(
                    model, sets, value(sysctl, "machdep.cpu.features").orElse("").contains("VMM")));
  }

  /** Reads {@code /proc/cpuinfo}. */
  static Optional<Processor> parse(String cpuinfo) {
    String flags = value(cpuinfo, "flags").or(() -> value(cpuinfo, "Features")).orElse("");
    if (flags.isEmpty()) {
      return Optional.empty();
    }
    String model =
        value(cpuinfo, "model name")
            .orElseGet(
                () ->
                    "implementer "
                        + value(cpuinfo, "CPU implementer").orElse("unknown")
                        + ", part "
                        + value(cpuinfo, "CPU part").orElse("unknown"));
    List<String> all = Arrays.asList(flags.split(" ", -1));
    List<String> sets = all.stream().filter(WANTED.asMatchPredicate()).sorted().toList();
    return Optional.of(new Processor(model, sets, all.contains("hypervisor")));
  }

  private static Optional<String> value(String cpuinfo, String key) {
    return cpuinfo
        .lines()
        .filter(line -> line.startsWith(key) && line.contains(":"))
        .filter(line -> line.substring(0, line.indexOf(':')).strip().equals(key))
        .map(line -> line.substring(line.indexOf(':') + 1).strip())
        .findFirst();
  }

  /** Its caches as Linux knows them, such as {@code L1 Data 32K}; empty if it hides them. */
  static List<String> caches() {
    List<String> caches = new ArrayList<>();
    Path all = Path.of("/sys/devices/system/cpu/cpu0/cache");
    for (int i = 0; i < 8; i++) {
      Path cache = all.resolve("index" + i);
      String size = Programs.text(cache.resolve("size"));
      if (!size.isEmpty()) {
        String level = Programs.text(cache.resolve("level"));
        caches.add("L" + level + " " + Programs.text(cache.resolve("type")) + " " + size);
      }
    }
    return caches;
  }
}
