package io.github.twohead.experiments.internal.recipes;

import io.github.twohead.experiments.internal.recipes.Tree.Fields;
import io.github.twohead.experiments.internal.recipes.Tree.Items;
import io.github.twohead.experiments.internal.recipes.Tree.Scalar;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.common.Anchor;
import org.snakeyaml.engine.v2.events.AliasEvent;
import org.snakeyaml.engine.v2.events.CollectionStartEvent;
import org.snakeyaml.engine.v2.events.DocumentStartEvent;
import org.snakeyaml.engine.v2.events.Event;
import org.snakeyaml.engine.v2.events.NodeEvent;
import org.snakeyaml.engine.v2.events.ScalarEvent;
import org.snakeyaml.engine.v2.exceptions.Mark;
import org.snakeyaml.engine.v2.exceptions.MarkedYamlEngineException;
import org.snakeyaml.engine.v2.exceptions.ReaderException;
import org.snakeyaml.engine.v2.exceptions.YamlEngineException;
import org.snakeyaml.engine.v2.nodes.Tag;
import org.snakeyaml.engine.v2.parser.ParserImpl;
import org.snakeyaml.engine.v2.resolver.CoreScalarResolver;
import org.snakeyaml.engine.v2.resolver.ScalarResolver;
import org.snakeyaml.engine.v2.scanner.StreamReader;

/**
 * Reads YAML 1.2 as far as recipes go: one document, texts as names, no tags but YAML's own. What
 * it repeats by aliases is bounded, and so is its depth.
 */
final class YamlText {
  static final int MAX_LENGTH = 1 << 20;
  private static final int MAX_VALUES = 10_000;
  private static final int MAX_DEPTH = 50;
  private static final Set<String> OWN_TAGS =
      Set.of("str", "int", "float", "bool", "null", "seq", "map");

  /** What the parser means where it speaks of its grammar. */
  private static final Map<String, String> PLAIN_WORDS =
      Map.of(
          "TAB", "a tab where YAML takes spaces alone",
          "expected <block end>", "the indentation does not fit the lines above",
          "expected '<document start>'", "nothing fits behind the value that ends above",
          "mapping values are not allowed here",
              "a colon too many: mend the indentation, or quote the text",
          "could not find expected ':'", "a name without a colon and a value",
          "found unexpected end of stream", "a quote that does not end");

  private final String source;
  private final int line;
  private final Iterator<Event> events;
  private final ScalarResolver types = new CoreScalarResolver(false);
  private final Map<Anchor, Tree> anchors = new HashMap<>();
  private int values;

  private YamlText(String text, String source, boolean lines) {
    this.source = source;
    this.line = lines ? 1 : 0;
    LoadSettings settings = LoadSettings.builder().setLabel(source).build();
    events = new ParserImpl(settings, new StreamReader(settings, text));
  }

  /**
   * Reads a file's text.
   *
   * @param source the file, for messages
   * @return what it says; nothing, as a scalar, where it says nothing
   * @throws TwoheadException if it is not such YAML; the line is named
   */
  static Tree read(String text, String source) {
    return new YamlText(text, source, true).document(text);
  }

  /** Reads a text of one line, as {@link #read} does. */
  static Tree readValue(String text, String source) {
    return new YamlText(text, source, false).document(text);
  }

  private Tree document(String text) {
    try {
      events.next(); // the start of the stream
      if (!(events.next() instanceof DocumentStartEvent)) {
        return new Scalar(null, "", null, new Origin(source, line));
      }
      Tree root = value(events.next(), 0);
      events.next(); // the end of the document
      if (events.next() instanceof DocumentStartEvent second) {
        throw origin(second)
            .problem("a second document starts here, but a recipe is one: drop ---");
      }
      return root;
    } catch (MarkedYamlEngineException e) {
      Origin origin = origin(e.getProblemMark().or(e::getContextMark));
      throw origin.problem(reason(e) + hint(text, origin));
    } catch (ReaderException e) {
      int lines = (int) text.codePoints().limit(e.getPosition()).filter(c -> c == '\n').count();
      throw new Origin(source, line == 0 ? 0 : 1 + lines)
          .problem(String.format("the character U+%04X is not allowed in YAML", e.getCodePoint()));
    } catch (YamlEngineException e) {
      throw new Origin(source, 0).problem("not YAML: " + e.getMessage());
    }
  }

  private static String reason(MarkedYamlEngineException e) {
    String problem = e.getProblem() == null ? String.valueOf(e.getContext()) : e.getProblem();
    return PLAIN_WORDS.entrySet().stream()
        .filter(words -> problem.contains(words.getKey()))
        .map(Map.Entry::getValue)
        .findFirst()
        .orElse("not YAML: " + problem.replaceFirst("\\. \\(Do not use .*", ": quote the text"));
  }

  /** In lists and maps in brackets, braces are YAML's. */
  private static String hint(String text, Origin origin) {
    Optional<String> there = text.lines().skip(Math.max(0, origin.line() - 1)).findFirst();
    return there.filter(line -> line.contains("${")).isPresent()
        ? "; within [ ] and { }, write ${…} in quotes"
        : "";
  }

  private Origin origin(Optional<Mark> mark) {
    return new Origin(source, line == 0 ? 0 : mark.map(place -> place.getLine() + 1).orElse(0));
  }

  private Origin origin(Event event) {
    return origin(event.getStartMark());
  }

  private Tree value(Event event, int depth) {
    if (event instanceof AliasEvent alias) {
      return repeated(alias);
    }
    Tree value;
    if (event instanceof CollectionStartEvent start) {
      count(1, event);
      if (depth == MAX_DEPTH) {
        throw origin(event).problem("more than " + MAX_DEPTH + " levels of values in values");
      }
      checkTag(start.getTag(), event);
      value =
          event.getEventId() == Event.ID.SequenceStart ? items(event, depth) : fields(event, depth);
    } else {
      count(1, event);
      value = scalar((ScalarEvent) event);
    }
    ((NodeEvent) event).getAnchor().ifPresent(anchor -> anchors.put(anchor, value));
    return value;
  }

  private Tree repeated(AliasEvent alias) {
    Tree value = anchors.get(alias.getAlias());
    if (value == null) {
      throw origin(alias)
          .problem("*" + alias.getAlias() + " repeats what nothing of that name ends before it");
    }
    count(value.size(), alias);
    return value;
  }

  private void count(int more, Event event) {
    values += more;
    if (values > MAX_VALUES) {
      throw origin(event).problem("more than " + MAX_VALUES + " values: is this a recipe?");
    }
  }

  private void checkTag(Optional<String> tag, Event event) {
    String name = tag.orElse("!");
    if (!name.equals("!")
        && !(name.startsWith(Tag.PREFIX)
            && OWN_TAGS.contains(name.substring(Tag.PREFIX.length())))) {
      throw origin(event).problem("the tag " + name + " is none of YAML's own: drop it");
    }
  }

  private Items items(Event start, int depth) {
    List<Tree> items = new ArrayList<>();
    Event event = events.next();
    while (event.getEventId() != Event.ID.SequenceEnd) {
      items.add(value(event, depth + 1));
      event = events.next();
    }
    return new Items(items, origin(start));
  }

  private Fields fields(Event start, int depth) {
    Map<String, Tree> fields = new LinkedHashMap<>();
    Event event = events.next();
    while (event.getEventId() != Event.ID.MappingEnd) {
      String name = name(event);
      Origin origin = origin(event);
      Tree value = value(events.next(), depth + 1).at(origin);
      Tree earlier = fields.putIfAbsent(name, value);
      if (earlier != null) {
        throw origin.problem("\"" + name + "\" was already given in " + earlier.origin());
      }
      event = events.next();
    }
    return new Fields(fields, origin(start));
  }

  private String name(Event event) {
    if (event instanceof ScalarEvent scalar && !scalar.getValue().isBlank()) {
      return scalar.getValue();
    }
    throw origin(event).problem("a name must be a text before the colon");
  }

  private Scalar scalar(ScalarEvent event) {
    checkTag(event.getTag(), event);
    String text = event.getValue();
    boolean implicit = event.getImplicit().canOmitTagInPlainScalar();
    Tag type =
        event
            .getTag()
            .filter(tag -> !tag.equals("!"))
            .map(Tag::new)
            .orElseGet(() -> types.resolve(text, implicit));
    return scalar(text, type, origin(event));
  }

  /** A value as it would be read from a text without quotes, such as an environment variable. */
  static Scalar plain(String text, Origin origin) {
    return scalar(text, new CoreScalarResolver(false).resolve(text, true), origin);
  }

  private static Scalar scalar(String text, Tag type, Origin origin) {
    return new Scalar(parsed(text, type), text, null, origin);
  }

  /** A number that Java's cannot hold stays a text, as which it may be meant. */
  private static @Nullable Object parsed(String text, Tag type) {
    try {
      if (type.equals(Tag.NULL)) {
        return null;
      }
      if (type.equals(Tag.BOOL)) {
        return Boolean.valueOf(text);
      }
      if (type.equals(Tag.INT)) {
        return integer(text);
      }
      return type.equals(Tag.FLOAT) ? finite(text) : (Object) text;
    } catch (NumberFormatException e) {
      return text;
    }
  }

  private static Long integer(String text) {
    if (text.startsWith("0x")) {
      return Long.valueOf(text.substring(2), 16);
    }
    return text.startsWith("0o") ? Long.valueOf(text.substring(2), 8) : Long.valueOf(text);
  }

  private static Double finite(String text) {
    double number = Double.parseDouble(text); // YAML's .inf and .nan are none of Java's
    if (!Double.isFinite(number)) {
      throw new NumberFormatException();
    }
    return number;
  }
}
