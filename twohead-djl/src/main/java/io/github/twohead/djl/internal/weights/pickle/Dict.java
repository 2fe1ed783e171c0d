package io.github.twohead.djl.internal.weights.pickle;

import java.util.LinkedHashMap;
import java.util.Map;

/**
 * A Python dictionary. Items whose key is not a text are left out, as no weight has such a name.
 *
 * @param items may hold the dictionary itself: never compare, hash or print them
 */
record Dict(Map<String, Object> items) {
  Dict() {
    this(new LinkedHashMap<>());
  }

  void put(Object key, Object value) {
    if (key instanceof String name) {
      items.put(name, value);
    }
  }
}
