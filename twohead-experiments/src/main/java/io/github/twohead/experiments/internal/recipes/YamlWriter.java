package io.github.twohead.experiments.internal.recipes;

import io.github.twohead.Recipe;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.snakeyaml.engine.v2.api.Dump;
import org.snakeyaml.engine.v2.api.DumpSettings;
import org.snakeyaml.engine.v2.api.StreamDataWriter;
import org.snakeyaml.engine.v2.common.FlowStyle;
import org.snakeyaml.engine.v2.common.ScalarStyle;
import org.snakeyaml.engine.v2.nodes.MappingNode;
import org.snakeyaml.engine.v2.nodes.Node;
import org.snakeyaml.engine.v2.nodes.NodeTuple;
import org.snakeyaml.engine.v2.nodes.ScalarNode;
import org.snakeyaml.engine.v2.nodes.SequenceNode;
import org.snakeyaml.engine.v2.nodes.Tag;
import org.snakeyaml.engine.v2.schema.CoreSchema;

/** Writes recipes: the settings that were given, in the order of the schema. */
final class YamlWriter {
  /** Largest whole number below which a double has no gaps. */
  private static final double MAX_EXACT = 1L << 53;

  /** A text such as the class 2, which is read as it is written, and needs no quotes. */
  private static final Pattern CLASS_NUMBER = Pattern.compile("0|[1-9]\\d{0,17}");

  /** What readers of YAML 1.1, such as PyYAML, take for a number, a date or yes and no. */
  private static final Pattern OTHER_IN_1_1 =
      Pattern.compile("(?i)=|<<|y|n|yes|no|on|off|[\\d.+-].*", Pattern.DOTALL);

  /** Letters that YAML's versions take differently, unless they are escaped. */
  private static final Pattern ODD =
      Pattern.compile("[\\p{Cntrl}\\u0080-\\u009F\\u2028\\u2029\\uFEFF]");

  private static final Pattern BREAK_IN_1_1 = Pattern.compile("[\\u0085\\u2028\\u2029\\uFEFF]");

  private static final DumpSettings SETTINGS =
      DumpSettings.builder().setSchema(new CoreSchema()).setWidth(100).setSplitLines(false).build();

  private YamlWriter() {}

  private static final class Text implements StreamDataWriter {
    private final StringBuilder written = new StringBuilder();

    @Override
    public void write(String part) {
      written.append(part);
    }

    @Override
    public void write(String part, int from, int length) {
      written.append(part, from, from + length);
    }
  }

  /** {@return a file's content, which names its schema first, for editors} */
  static String write(Recipe recipe) {
    Map<String, Object> root = new LinkedHashMap<>();
    root.put("version", Recipe.VERSION);
    recipe
        .values()
        .forEach(
            (key, shown) -> {
              boolean isMasked = !recipe.value(key).orElseThrow().equals(shown);
              put(root, Keys.parts(key), isMasked ? shown : escaped(shown));
            });
    Text yaml = new Text();
    new Dump(SETTINGS).dumpNode(node(root), yaml);
    return "# yaml-language-server: $schema="
        + RecipeJsonSchema.ADDRESS
        + "\n"
        + escapedBreaks(yaml.written.toString());
  }

  /** What only YAML 1.1 takes for the end of a line; such texts are in double quotes. */
  private static String escapedBreaks(String yaml) {
    return BREAK_IN_1_1
        .matcher(yaml)
        .replaceAll(found -> String.format("\\\\u%04X", (int) found.group().charAt(0)));
  }

  @SuppressWarnings("unchecked") // sections are made here
  private static void put(Map<String, Object> section, List<String> path, Object value) {
    Map<String, Object> inner = section;
    for (String part : path.subList(0, path.size() - 1)) {
      inner =
          (Map<String, Object>)
              inner.computeIfAbsent(part, name -> new LinkedHashMap<String, Object>());
    }
    inner.put(path.get(path.size() - 1), value);
  }

  private static Object escaped(Object value) {
    if (value instanceof List<?> list) {
      return list.stream().map(YamlWriter::escaped).toList();
    }
    if (value instanceof Map<?, ?> map) {
      Map<Object, Object> values = new LinkedHashMap<>();
      map.forEach((name, inner) -> values.put(name, escaped(inner)));
      return values;
    }
    return value instanceof String text ? References.escaped(text) : value;
  }

  private static Node node(Object value) {
    if (value instanceof Map<?, ?> map) {
      List<NodeTuple> fields = new ArrayList<>();
      map.forEach(
          (name, inner) -> fields.add(new NodeTuple(scalar(String.valueOf(name)), node(inner))));
      return new MappingNode(Tag.MAP, fields, FlowStyle.BLOCK);
    }
    if (value instanceof List<?> list) {
      List<Node> items = list.stream().map(YamlWriter::node).toList();
      return new SequenceNode(Tag.SEQ, items, FlowStyle.FLOW);
    }
    return scalar(value);
  }

  private static ScalarNode scalar(Object value) {
    String text = text(value);
    Tag tag = tag(value);
    if (ODD.matcher(text).find()) {
      return new ScalarNode(tag, text, ScalarStyle.DOUBLE_QUOTED);
    }
    boolean isQuoted = tag.equals(Tag.STR) && OTHER_IN_1_1.matcher(text).matches();
    return new ScalarNode(tag, text, isQuoted ? ScalarStyle.SINGLE_QUOTED : ScalarStyle.PLAIN);
  }

  private static Tag tag(Object value) {
    if (value instanceof Boolean) {
      return Tag.BOOL;
    }
    if (value instanceof Number) {
      return text(value).matches("-?\\d+") ? Tag.INT : Tag.FLOAT;
    }
    return CLASS_NUMBER.matcher(String.valueOf(value)).matches() ? Tag.INT : Tag.STR;
  }

  /** {@return a value as YAML has it, 1.1 too; a number in as few digits as read back the same} */
  static String text(Object value) {
    if (value instanceof Double number) {
      boolean isWhole = number == Math.rint(number) && Math.abs(number) < MAX_EXACT;
      return isWhole && !isNegativeZero(number)
          ? Long.toString(number.longValue())
          : number.toString().replaceFirst("E(?!-)", "e+").replace('E', 'e');
    }
    return String.valueOf(value);
  }

  private static boolean isNegativeZero(double number) {
    return Double.doubleToRawLongBits(number) == Double.doubleToRawLongBits(-0.0);
  }
}
