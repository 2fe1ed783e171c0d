package io.github.twohead.service;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import java.awt.Color;
import java.io.BufferedReader;
import java.io.IOException;
import java.net.Socket;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import picocli.CommandLine;

class ServiceCommandTest {

  private static Process start(String... arguments) throws IOException {
    List<String> command = new ArrayList<>();
    command.add(ProcessHandle.current().info().command().orElse("java"));
    command.addAll(List.of("-XX:TieredStopAtLevel=1", ServiceCommand.class.getName()));
    command.addAll(List.of(arguments));
    ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
    builder.environment().put("CLASSPATH", System.getProperty("java.class.path"));
    return builder.start();
  }

  private static String lineWith(String text, BufferedReader lines) throws IOException {
    String line = lines.readLine();
    while (line != null && !line.contains(text)) {
      line = lines.readLine();
    }
    return line;
  }

  @Test
  void should_answer_what_it_took_when_the_process_is_told_to_stop() throws Exception {
    byte[] photo = RunningService.jpeg(Color.RED);
    Process service = start("--model", RunningService.MODEL.toString(), "--port", "0");
    assumeThat(service.supportsNormalTermination()).isTrue();
    try (BufferedReader lines = service.inputReader()) {
      String line = lineWith("answers at", lines);
      URI address = URI.create(line.substring(line.indexOf("http")));
      assertThat(address.getHost()).isEqualTo("127.0.0.1");
      try (Socket socket = RunningService.open(address, photo.length)) {
        socket.getOutputStream().write(photo, 0, 10);
        RunningService.await(address, "twohead_upload_bytes", 10);

        service.toHandle().destroy(); // leaves its output open
        assertThat(lineWith("stopping", lines)).isNotNull();
        socket.getOutputStream().write(photo, 10, photo.length - 10);

        assertThat(RunningService.statusLine(socket)).isEqualTo("HTTP/1.1 200 OK");
      }
      assertThat(service.waitFor(60, TimeUnit.SECONDS)).isTrue();
      assertThat(lines.readLine()).isNull();
    } finally {
      service.destroyForcibly();
    }
  }

  @Test
  void should_say_what_is_wrong_with_a_model() throws Exception {
    Process service = start("--model", "missing.onnx");

    try (BufferedReader lines = service.inputReader()) {
      assertThat(lines.readLine()).isEqualTo("error: missing.onnx does not exist");
      assertThat(service.waitFor()).isEqualTo(2);
    }
  }

  @Test
  void should_know_the_options_of_its_guide() throws IOException {
    Set<String> known =
        new CommandLine(new ServiceCommand()).getCommandSpec().optionsMap().keySet();

    List<String> told =
        Pattern.compile("`(--[a-z-]+)")
            .matcher(Files.readString(Path.of("../docs/service.md")))
            .results()
            .map(option -> option.group(1))
            .filter(option -> !option.equals("--help"))
            .toList();

    assertThat(known).containsAll(told);
    assertThat(told).hasSizeGreaterThan(5);
  }
}
