package io.github.twohead.service;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.awt.Color;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The page in headless Chromium. Pictures of it lie in {@code target/page} afterwards. */
class PageTest {
  private static final Path PICTURES = Path.of("target", "page");
  private static final String ANSWERED = "document.querySelectorAll('#answers > li').length > 0";
  private static final String FAILED = "document.querySelector('#message').className == 'bad'";

  @TempDir static Path folder;

  private static RunningService service;
  private static Browser browser;

  @BeforeAll
  static void start() throws Exception {
    assumeTrue(Browser.installed().isPresent(), "there is no Chromium");
    service = RunningService.start(limits -> limits.bytes = 1_000_000);
    Files.createDirectories(PICTURES);
    // not in a folder of JUnit's: Chromium may still write there when it is told to go
    browser = new Browser(Files.createTempDirectory(PICTURES, "profile"));
  }

  @AfterAll
  static void stop() throws Exception {
    if (browser != null) {
      browser.close();
      service.close();
    }
  }

  @BeforeEach
  void open() throws Exception {
    browser.look(1000, 720, false, "light");
    browser.open(service.server.address());
  }

  private static Path photo(Color color) throws Exception {
    return Files.write(folder.resolve("photo.jpg"), RunningService.image("jpg", 400, 300, color));
  }

  /** Keeps pictures of how the page looks, and asks axe-core what is hard to use. */
  private static void keep(String name) throws Exception {
    browser.look(1000, 720, false, "light");
    browser.screenshot(PICTURES.resolve(name + "-desktop.png"));
    assertThat(browser.hardToUse()).isEmpty();
    browser.look(360, 740, true, "dark");
    browser.screenshot(PICTURES.resolve(name + "-phone.png"));
    assertThat(browser.hardToUse()).isEmpty();
    assertThat(browser.evaluate("document.documentElement.scrollWidth").getAsInt())
        .isLessThanOrEqualTo(360);
  }

  @Test
  void should_show_every_answer_against_its_threshold() throws Exception {
    keep("before");
    browser.choose("#choose", photo(Color.RED));
    browser.await(ANSWERED);

    var red = service.predictor.predict(folder.resolve("photo.jpg")).head("red");
    var shade = service.predictor.predict(folder.resolve("photo.jpg")).head("shade");
    assertThat(browser.text("#message"))
        .isEqualTo("shade: " + shade.category() + "; red: " + (red.positive() ? "yes" : "no"));
    assertThat(browser.evaluate("document.querySelector('.fill.yes').style.width").getAsString())
        .endsWith("%");
    assertThat(
            browser
                .evaluate("parseFloat(document.querySelector('.bar .mark').style.left)")
                .getAsDouble())
        .isEqualTo(100 * red.threshold(), within(0.01));
    browser.await("!document.querySelector('#preview').hidden");
    keep("answered");
  }

  @Test
  void should_take_a_photograph() throws Exception {
    browser.choose("#photograph", photo(Color.BLUE));

    browser.await(ANSWERED);
  }

  @Test
  void should_say_in_plain_words_what_is_wrong() throws Exception {
    browser.choose("#choose", Files.writeString(folder.resolve("letter.jpg"), "Dear model"));
    browser.await(FAILED);
    String unreadable = browser.text("#message");
    keep("error");
    browser.choose("#choose", Files.write(folder.resolve("huge.jpg"), new byte[1_000_001]));
    browser.await("document.querySelector('#message').innerText.includes('large')");

    assertThat(unreadable)
        .isEqualTo(
            "This file cannot be read as a picture: it is not a JPEG, PNG, GIF, BMP or WebP"
                + " image.");
    assertThat(browser.text("#message"))
        .isEqualTo("The picture is too large: an upload may have 1000000 bytes at most.");
    assertThat(browser.evaluate(ANSWERED).getAsBoolean()).isFalse();
  }

  @Test
  void should_say_so_when_an_answer_is_none_it_knows() throws Exception {
    for (String answer : List.of("new Response('{}')", "new Response('{}', {status: 502})")) {
      browser.open(service.server.address());
      browser.evaluate("window.fetch = async () => " + answer + "; true");

      browser.choose("#choose", photo(Color.RED));
      browser.await(FAILED);

      assertThat(browser.text("#message")).isNotEmpty().doesNotContain("undefined");
    }
  }

  @Test
  void should_take_a_dropped_picture() throws Exception {
    String photo = Base64.getEncoder().encodeToString(RunningService.jpeg(Color.GREEN));

    browser.evaluate(
        "const data = new DataTransfer();"
            + "data.items.add(new File([Uint8Array.from(atob('"
            + photo
            + "'), c => c.charCodeAt(0))], 'p.jpg'));"
            + "document.dispatchEvent(new DragEvent('drop', {dataTransfer: data})); true");

    browser.await(ANSWERED);
  }

  @Test
  void should_be_used_by_keyboard() throws Exception {
    browser.call(
        "Input.dispatchKeyEvent",
        Map.of("type", "keyDown", "key", "Tab", "windowsVirtualKeyCode", 9));

    assertThat(browser.evaluate("document.activeElement.id").getAsString()).isEqualTo("choose");
  }

  @Test
  void should_have_room_for_long_names_many_heads_and_many_categories() throws Exception {
    String heads =
        """
        {a_head_whose_name_is_as_long_as_names_may_be_0123456789_0123456789: {probability: .5, threshold: .5, decision: true},
         tiny: {probability: .000001, threshold: .3, decision: false},
         sure: {probability: 1, threshold: 1, decision: true},
         almost: {probability: .49996, threshold: .5, decision: false},
         kind: {decision: 'a receipt from a shop that is far away and prints very long names indeed', probabilities:
           {'a receipt from a shop that is far away and prints very long names indeed': .6,
            document: .1, screen: .1, photo: .1, other: .05, drawing: .03, map: .02}},
         h6: {probability: .2, threshold: .7, decision: false}, h7: {probability: .8, threshold: .7, decision: true},
         h8: {probability: .3, threshold: .7, decision: false}, h9: {probability: .9, threshold: .7, decision: true},
         '<b>h10</b>': {probability: .1, threshold: 0, decision: true}}
        """;

    browser.choose("#choose", photo(Color.RED));
    browser.await(ANSWERED);
    browser.evaluate("show(" + heads + ")");

    keep("many");
    assertThat(browser.evaluate("document.querySelectorAll('#answers b').length").getAsInt())
        .isZero();
    assertThat(browser.text("#answers")).contains("49.996 % stays below the threshold of 50.000 %");
  }
}
