package io.github.twohead.runtime.internal.system;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.twohead.SystemReport.Finding;
import io.github.twohead.SystemReport.Section;
import io.github.twohead.SystemReport.State;
import java.io.IOException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What systems say of themselves, as it is read. */
class MachineTest {
  @Test
  void should_name_musl() {
    CLibrary library =
        CLibrary.parse(
            """
            musl libc (x86_64)
            Version 1.2.5
            Dynamic Program Loader
            Usage: /lib/ld-musl-x86_64.so.1 [options] [--] pathname
            """);

    assertThat(library.isMusl()).isTrue();
    assertThat(library).hasToString("musl 1.2.5");
  }

  @Test
  void should_name_glibc_however_it_is_packaged() {
    assertThat(CLibrary.parse("ldd (Debian GLIBC 2.36-9+deb12u10) 2.36\nCopyright (C) 2022\n"))
        .hasToString("glibc 2.36");
    assertThat(CLibrary.parse("ldd (GNU libc) 2.34\r\n")).hasToString("glibc 2.34");
    assertThat(CLibrary.parse("")).hasToString("unknown");
  }

  @Test
  void should_tell_the_instruction_sets_that_networks_use() {
    String intel =
        """
        processor\t: 0
        model name\t: Intel(R) Xeon(R) CPU @ 2.20GHz
        flags\t\t: fpu smep sse4_1 fma hypervisor avx2 avx512f amx_int8
        """;
    String arm =
        """
        processor : 0
        Features : fp asimd evtstrm asimddp sve i8mm bf16
        CPU implementer : 0x41
        CPU part : 0xd40
        """;

    assertThat(Processor.parse(intel))
        .hasValueSatisfying(
            processor -> {
              assertThat(processor.model()).isEqualTo("Intel(R) Xeon(R) CPU @ 2.20GHz");
              assertThat(processor.instructionSets())
                  .containsExactly("amx_int8", "avx2", "avx512f", "fma", "sse4_1");
              assertThat(processor.virtual()).isTrue();
            });
    assertThat(Processor.parse(arm))
        .hasValueSatisfying(
            processor -> {
              assertThat(processor.model()).isEqualTo("implementer 0x41, part 0xd40");
              assertThat(processor.instructionSets())
                  .containsExactly("asimd", "asimddp", "bf16", "i8mm", "sve");
              assertThat(processor.virtual()).isFalse();
            });
    assertThat(Processor.parse("")).isEmpty();
  }

  @Test
  void should_read_what_macos_says_of_processors() {
    String arm =
        """
        machdep.cpu.cores_per_package: 8
        machdep.cpu.brand_string: Apple M2
        hw.optional.arm.FEAT_BF16: 1
        hw.optional.arm.FEAT_I8MM: 1
        hw.optional.arm.FEAT_SME: 0
        hw.optional.arm.FEAT_CRC32: 1
        hw.optional.neon: 1
        """;
    String intel =
        """
        machdep.cpu.features: FPU SSE4.1 AVX1.0 VMM
        machdep.cpu.brand_string: Intel(R) Core(TM) i7-8700B CPU @ 3.20GHz
        hw.optional.avx2_0: 1
        hw.optional.avx512f: 0
        hw.optional.fma: 1
        hw.optional.sse4_1: 1
        """;

    assertThat(Processor.parseMac(arm))
        .hasValue(new Processor("Apple M2", List.of("FEAT_BF16", "FEAT_I8MM", "neon"), false));
    assertThat(Processor.parseMac(intel))
        .hasValueSatisfying(
            processor -> {
              assertThat(processor.instructionSets()).containsExactly("avx2_0", "fma", "sse4_1");
              assertThat(processor.virtual()).isTrue();
            });
    assertThat(Processor.parseMac("sysctl: unknown oid")).isEmpty();
  }

  @Test
  void should_tell_limits_of_a_control_group() {
    assertThat(Machine.limit("2147483648", "150000 100000"))
        .isEqualTo("memory 2.0 GiB, processors 1.5");
    assertThat(Machine.limit("max", "max 100000"))
        .isEqualTo("memory not limited, processors not limited");
    assertThat(Machine.limit("9223372036854771712", "-1"))
        .isEqualTo("memory not limited, processors not limited");
  }

  @Test
  void should_name_the_jars_of_each_machine() {
    assertThat(Artifacts.advice("leptonica", "Mac OS X", "aarch64"))
        .startsWith("add org.bytedeco:leptonica:")
        .endsWith("macosx-arm64");
    assertThat(Artifacts.advice("pytorch", "Linux", "amd64"))
        .startsWith("add ai.djl.pytorch:pytorch-jni:")
        .endsWith("linux-x86_64");
    assertThat(Artifacts.advice("pytorch", "Windows 11", "amd64")).endsWith("win-x86_64");
    assertThat(Artifacts.advice("pytorch", "Mac OS X", "x86_64"))
        .isEqualTo("there is none for Mac OS X on x86_64");
  }

  @Test
  void should_find_fault_with_mixed_versions(@TempDir Path folder) throws IOException {
    Look look = new Look();
    URL[] urls = {
      versioned(folder.resolve("api"), "twohead-api", "0.1.0"),
      versioned(folder.resolve("djl"), "twohead-djl", "0.2.0")
    };

    try (URLClassLoader loader = new URLClassLoader(urls, null)) {
      Modules.tell(look, loader);
    }

    assertThat(look.findings())
        .hasSize(2)
        .allSatisfy(finding -> assertThat(finding.state()).isEqualTo(State.BROKEN))
        .anySatisfy(finding -> assertThat(finding.text()).contains("0.2.0", "one version"));
  }

  @Test
  void should_find_fault_with_a_module_that_is_there_twice(@TempDir Path folder)
      throws IOException {
    Look look = new Look();
    URL[] urls = {
      versioned(folder.resolve("a"), "twohead-api", "0.1.0"),
      versioned(folder.resolve("b"), "twohead-api", "0.1.0")
    };

    try (URLClassLoader loader = new URLClassLoader(urls, null)) {
      Modules.tell(look, loader);
    }

    assertThat(look.findings())
        .singleElement()
        .extracting(Finding::text)
        .asString()
        .contains("0.1.0 and 0.1.0", "only once");
  }

  private static URL versioned(Path folder, String module, String version) throws IOException {
    Path file = folder.resolve("META-INF/maven/io.github.twohead/" + module + "/pom.properties");
    Files.createDirectories(file.getParent());
    Files.writeString(file, "version=" + version);
    return folder.toUri().toURL();
  }

  @Test
  void should_go_on_where_a_look_fails() {
    Look look = new Look();

    look.at(
        Section.GPU,
        "driver",
        it -> {
          throw new UnsatisfiedLinkError("no driver");
        });

    assertThat(look.findings())
        .singleElement()
        .hasToString("driver: BROKEN, java.lang.UnsatisfiedLinkError: no driver");
  }
}
