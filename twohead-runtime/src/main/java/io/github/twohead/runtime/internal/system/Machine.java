package io.github.twohead.runtime.internal.system;

import io.github.twohead.SystemReport.Section;
import java.lang.management.ManagementFactory;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/** The platform, the processor, and what of them this process may use. */
final class Machine {
  /** Beginnings of options of the JVM that matter here; others may hold secrets. */
  private static final List<String> TOLD =
      List.of(
          "-X",
          "--enable-native-access",
          "--add-modules",
          "-Dai.djl.",
          "-Djava.library.path",
          "-Djna.",
          "-Dorg.bytedeco.",
          "-Dtwohead.");

  /** Variables of the environment that change what libraries do, and hold no secrets. */
  private static final List<String> VARIABLES =
      List.of(
          "OMP_NUM_THREADS",
          "OMP_WAIT_POLICY",
          "GOMP_SPINCOUNT",
          "MKL_NUM_THREADS",
          "ONEDNN_MAX_CPU_ISA",
          "LD_LIBRARY_PATH",
          "LD_PRELOAD",
          "DJL_CACHE_DIR",
          "ENGINE_CACHE_DIR",
          "DJL_OFFLINE",
          "PYTORCH_LIBRARY_PATH",
          "PYTORCH_VERSION",
          "PYTORCH_FLAVOR");

  private static final int FIRST_THAT_WARNS = 24;

  private Machine() {}

  static boolean isLinux() {
    return System.getProperty("os.name").startsWith("Linux");
  }

  static void platform(Look look) {
    look.note(
        Section.PLATFORM,
        "operating system",
        property("os.name") + " " + property("os.version") + ", " + property("os.arch"));
    if (isLinux()) {
      CLibrary library = CLibrary.ofThisProcess();
      if (library.isMusl()) {
        look.broken(
            Section.PLATFORM,
            "C library",
            library
                + ": the native libraries are built for glibc. Take an image of Debian or Ubuntu");
      } else {
        look.note(Section.PLATFORM, "C library", library.toString());
      }
    }
    look.note(
        Section.PLATFORM,
        "Java",
        property("java.vm.name")
            + " "
            + property("java.runtime.version")
            + ", "
            + property("java.vendor"));
    look.at(Section.PLATFORM, "options of the JVM", Machine::options);
    nativeAccess(look);
    Map<String, String> environment = System.getenv();
    String set =
        VARIABLES.stream()
            .filter(environment::containsKey)
            .map(name -> name + "=" + environment.get(name))
            .collect(Collectors.joining(" "));
    look.note(Section.PLATFORM, "environment", set.isEmpty() ? "nothing that matters" : set);
  }

  private static String property(String key) {
    return System.getProperty(key, "unknown");
  }

  private static void options(Look look) {
    String told =
        ManagementFactory.getRuntimeMXBean().getInputArguments().stream()
            .filter(option -> TOLD.stream().anyMatch(option::startsWith))
            .collect(Collectors.joining(" "));
    look.note(Section.PLATFORM, "options of the JVM", told.isEmpty() ? "none that matter" : told);
  }

  /** Java 17 has no such method. */
  private static void nativeAccess(Look look) {
    if (Runtime.version().feature() < FIRST_THAT_WARNS) {
      return;
    }
    try {
      boolean enabled =
          (boolean)
              Module.class.getMethod("isNativeAccessEnabled").invoke(Machine.class.getModule());
      look.note(
          Section.PLATFORM,
          "native access",
          enabled ? "enabled" : "Java warns: start with --enable-native-access=ALL-UNNAMED");
    } catch (ReflectiveOperationException e) {
      look.note(Section.PLATFORM, "native access", "unknown");
    }
  }

  static void processor(Look look) {
    Optional<Processor> known = Processor.ofThisMachine();
    if (known.isEmpty()) {
      String windows = System.getenv("PROCESSOR_IDENTIFIER");
      look.note(Section.PROCESSOR, "model", windows == null ? property("os.arch") : windows);
      look.note(Section.PROCESSOR, "instruction sets", "not known here");
      return;
    }
    Processor processor = known.get();
    look.note(
        Section.PROCESSOR,
        "model",
        processor.model() + (processor.virtual() ? ", in a virtual machine" : ""));
    String sets = String.join(" ", processor.instructionSets());
    look.note(Section.PROCESSOR, "instruction sets", sets.isEmpty() ? "none that matter" : sets);
    if (!isLinux()) {
      return;
    }
    List<String> caches = Processor.caches();
    look.note(
        Section.PROCESSOR,
        "caches",
        caches.isEmpty()
            ? "not reported: PyTorch does without NNPACK, and may compute some convolutions wrongly,"
                + " which twohead checks"
            : String.join(", ", caches));
  }

  static void memory(Look look) {
    look.note(
        Section.MEMORY,
        "processors",
        Runtime.getRuntime().availableProcessors() + " that Java uses" + online());
    look.note(Section.MEMORY, "Java's heap", Bytes.text(Runtime.getRuntime().maxMemory()));
    look.at(Section.MEMORY, "memory", Machine::physical);
    if (isLinux()) {
      Path groups = Path.of("/sys/fs/cgroup");
      String memory =
          either(groups.resolve("memory.max"), groups.resolve("memory/memory.limit_in_bytes"));
      String cpu = either(groups.resolve("cpu.max"), groups.resolve("cpu/cpu.cfs_quota_us"));
      look.note(Section.MEMORY, "control group", limit(memory, cpu));
    }
  }

  private static String online() {
    String online = isLinux() ? Programs.text(Path.of("/sys/devices/system/cpu/online")) : "";
    return online.isEmpty() ? "" : ", the machine has numbers " + online;
  }

  private static void physical(Look look) {
    if (ManagementFactory.getOperatingSystemMXBean()
        instanceof com.sun.management.OperatingSystemMXBean system) {
      look.note(
          Section.MEMORY,
          "memory",
          Bytes.text(system.getTotalMemorySize())
              + ", "
              + Bytes.text(system.getFreeMemorySize())
              + " of it free");
    }
  }

  private static String either(Path first, Path second) {
    String text = Programs.text(first);
    return text.isEmpty() ? Programs.text(second) : text;
  }

  /**
   * What a control group allows.
   *
   * @param memory bytes; {@code max} or nothing if there is no limit
   * @param cpu microseconds of a period and the period, as the kernel writes it
   */
  static String limit(String memory, String cpu) {
    boolean limited = memory.matches("\\d{1,15}");
    String bytes = limited ? Bytes.text(Long.parseLong(memory)) : "not limited";
    String[] quota = cpu.split(" ", -1);
    boolean slowed =
        quota.length == 2 && quota[0].matches("\\d{1,15}") && quota[1].matches("[1-9]\\d{0,14}");
    double share = slowed ? Double.parseDouble(quota[0]) / Long.parseLong(quota[1]) : 0;
    return "memory " + bytes + ", processors " + (slowed ? String.valueOf(share) : "not limited");
  }
}
