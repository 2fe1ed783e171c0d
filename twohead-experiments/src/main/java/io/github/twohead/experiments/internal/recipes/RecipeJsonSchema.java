package io.github.twohead.experiments.internal.recipes;

import com.google.gson.GsonBuilder;
import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonPrimitive;
import io.github.twohead.Recipe;
import io.github.twohead.RecipeRange;
import io.github.twohead.RecipeSetting;
import java.util.List;
import java.util.stream.Stream;

/** The JSON Schema of recipes, by which editors complete and check them. */
public final class RecipeJsonSchema {
  /** Where the schema of this form of recipes is published. */
  static final String ADDRESS =
      "https://raw.githubusercontent.com/twohead/twohead/main/docs/recipe.schema.json";

  private static final String ANY = "*";
  private static final String REF = "$ref";
  private static final String REFERENCE = "#/definitions/reference";
  private static final String TEXT = "#/definitions/text";

  /** From here on a bound says nothing that anybody would want to know. */
  private static final double NO_BOUND = Integer.MAX_VALUE;

  private RecipeJsonSchema() {}

  /** {@return the schema as JSON: draft 7, which editors know} */
  public static String json() {
    JsonObject schema = new JsonObject();
    schema.addProperty("$schema", "http://json-schema.org/draft-07/schema#");
    schema.addProperty("$id", ADDRESS);
    schema.addProperty("title", "A recipe of twohead");
    section(schema);
    properties(schema).add("defaults", defaults());
    for (RecipeSetting<?> setting : Recipe.settings()) {
      add(schema, Keys.parts(setting.key()), value(setting));
    }
    schema.add("definitions", definitions());
    return new GsonBuilder().setPrettyPrinting().disableHtmlEscaping().create().toJson(schema)
        + "\n";
  }

  private static JsonObject section(JsonObject schema) {
    schema.addProperty("type", "object");
    schema.addProperty("additionalProperties", false);
    return schema;
  }

  private static JsonObject properties(JsonObject section) {
    if (!section.has("properties")) {
      section.add("properties", new JsonObject());
    }
    return section.getAsJsonObject("properties");
  }

  private static void add(JsonObject section, List<String> path, JsonObject value) {
    String part = path.get(0);
    JsonObject parent = part.equals(ANY) ? section : properties(section);
    String name = part.equals(ANY) ? "additionalProperties" : part;
    if (path.size() == 1) {
      parent.add(name, value);
      return;
    }
    if (!(parent.get(name) instanceof JsonObject)) {
      parent.add(name, section(new JsonObject()));
    }
    add(parent.getAsJsonObject(name), path.subList(1, path.size()), value);
  }

  private static JsonObject value(RecipeSetting<?> setting) {
    JsonObject schema = new JsonObject();
    schema.addProperty("description", setting.text());
    setting.usual().ifPresent(usual -> schema.add("default", primitive(usual)));
    List<JsonObject> forms = forms(setting).toList();
    JsonArray any = new JsonArray();
    forms.forEach(any::add);
    if (!forms.contains(text())) {
      any.add(object(REF, REFERENCE));
    }
    schema.add("anyOf", any);
    return schema;
  }

  private static Stream<JsonObject> forms(RecipeSetting<?> setting) {
    return switch (setting.type()) {
      case WHOLE_NUMBER -> Stream.of(bounded("integer", setting));
      case BYTES -> Stream.of(bounded("integer", setting), size());
      case NUMBER -> Stream.of(bounded("number", setting));
      case NUMBERS -> Stream.of(bounded("number", setting), list(bounded("number", setting)));
      case YES_OR_NO -> Stream.of(object("type", "boolean"));
      case TEXT -> texts(setting);
      case PATH -> Stream.of(text());
      case TEXTS, PATHS -> Stream.of(text(), list(text()));
      case CATEGORIES -> Stream.of(list(text()), categories());
    };
  }

  /** A number of bytes with a unit. */
  private static JsonObject size() {
    JsonObject size = object("type", "string");
    size.addProperty("pattern", "^\\d+(\\.\\d+)?[kmgtKMGT]?([iI]?[bB])?$");
    return size;
  }

  private static Stream<JsonObject> texts(RecipeSetting<?> setting) {
    if (setting.choices().isEmpty()) {
      return Stream.of(text());
    }
    JsonObject choice = new JsonObject();
    JsonArray choices = new JsonArray();
    setting.choices().forEach(choices::add);
    choice.add("enum", choices);
    JsonObject own = object("pattern", "own\\(.*\\)$");
    own.addProperty("type", "string");
    return setting.takesOwn() ? Stream.of(choice, own) : Stream.of(choice);
  }

  private static JsonObject bounded(String type, RecipeSetting<?> setting) {
    JsonObject number = object("type", type);
    setting.range().ifPresent(range -> bound(number, range));
    return number;
  }

  private static void bound(JsonObject number, RecipeRange range) {
    if (range.least() > -NO_BOUND) {
      number.add(range.isLeastOut() ? "exclusiveMinimum" : "minimum", primitive(range.least()));
    }
    if (range.most() < NO_BOUND) {
      number.add(range.isMostOut() ? "exclusiveMaximum" : "maximum", primitive(range.most()));
    }
  }

  private static JsonObject text() {
    return object(REF, TEXT);
  }

  private static JsonObject list(JsonObject of) {
    JsonObject list = object("type", "array");
    list.add("items", of);
    return list;
  }

  private static JsonObject categories() {
    JsonObject categories = object("type", "object");
    JsonObject classes = new JsonObject();
    JsonArray any = new JsonArray();
    any.add(text());
    any.add(list(text()));
    classes.add("anyOf", any);
    categories.add("additionalProperties", classes);
    return categories;
  }

  private static JsonObject defaults() {
    JsonObject group = object("type", "object");
    group.add("additionalProperties", object("type", "string"));
    group.addProperty("minProperties", 1);
    group.addProperty("maxProperties", 1);
    JsonObject items = new JsonObject();
    JsonArray any = new JsonArray();
    any.add(object("type", "string"));
    any.add(group);
    items.add("anyOf", any);
    JsonObject defaults = list(items);
    defaults.addProperty(
        "description",
        "Groups that come first, such as recipe/article: files beside the recipe, or built in;"
            + " _self_ is what stands in this file.");
    return defaults;
  }

  /** A number or true is a text, too, as it is written. */
  private static JsonObject definitions() {
    JsonObject reference = object("type", "string");
    reference.addProperty("pattern", "\\$\\{.*\\}");
    reference.addProperty(
        "description", "${key} is another value, ${env:NAME} an environment variable.");
    JsonArray types = new JsonArray();
    Stream.of("string", "number", "boolean").forEach(types::add);
    JsonObject text = new JsonObject();
    text.add("type", types);
    JsonObject definitions = new JsonObject();
    definitions.add("text", text);
    definitions.add("reference", reference);
    return definitions;
  }

  private static JsonObject object(String name, String value) {
    JsonObject object = new JsonObject();
    object.addProperty(name, value);
    return object;
  }

  private static JsonElement primitive(Object value) {
    if (value instanceof Double number && number == Math.rint(number)) {
      return new JsonPrimitive(number.longValue());
    }
    return value instanceof Number number
        ? new JsonPrimitive(number)
        : value instanceof Boolean yes
            ? new JsonPrimitive(yes)
            : new JsonPrimitive(String.valueOf(value));
  }
}
