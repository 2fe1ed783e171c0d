package io.github.twohead.runtime.internal.serving;

import com.google.protobuf.ByteString;
import com.google.protobuf.Descriptors.FieldDescriptor;
import com.google.protobuf.Message;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;

/**
 * Damages a protobuf message as a faulty writer would: it stays well-formed, but a number, a text
 * or a part is another, missing, or there twice.
 */
final class ProtoMutation {
  private static final long[] NUMBERS = {
    0,
    1,
    -1,
    2,
    3,
    7,
    64,
    1 << 16,
    1 << 24,
    Integer.MAX_VALUE,
    Integer.MIN_VALUE,
    1L << 40,
    Long.MAX_VALUE,
    Long.MIN_VALUE
  };

  private final SplittableRandom random;
  private final List<Place> places = new ArrayList<>();

  /** A field of a message; or one of its entries, if it is repeated. */
  private record Place(Message.Builder message, FieldDescriptor field, int index) {
    Object get() {
      return field.isRepeated() ? message.getRepeatedField(field, index) : message.getField(field);
    }

    void set(Object value) {
      if (field.isRepeated()) {
        message.setRepeatedField(field, index, value);
      } else {
        message.setField(field, value);
      }
    }
  }

  private ProtoMutation(long seed) {
    random = new SplittableRandom(seed);
  }

  /** Damages one to three places. The same seed does the same damage. */
  static byte[] of(Message original, long seed) {
    ProtoMutation mutation = new ProtoMutation(seed);
    Message.Builder copy = original.toBuilder();
    for (int i = mutation.random.nextInt(1, 4); i > 0; i--) {
      mutation.places.clear();
      mutation.collect(copy);
      mutation.damage(mutation.any());
    }
    return copy.buildPartial().toByteArray();
  }

  private void collect(Message.Builder message) {
    for (FieldDescriptor field : message.getAllFields().keySet()) {
      int count = field.isRepeated() ? message.getRepeatedFieldCount(field) : 1;
      for (int i = 0; i < count; i++) {
        places.add(new Place(message, field, i));
        if (field.getJavaType() == FieldDescriptor.JavaType.MESSAGE) {
          collect(
              field.isRepeated()
                  ? message.getRepeatedFieldBuilder(field, i)
                  : message.getFieldBuilder(field));
        }
      }
    }
  }

  private Place any() {
    return places.get(random.nextInt(places.size()));
  }

  private void damage(Place place) {
    if (random.nextInt(8) == 0) {
      removeOrRepeat(place);
      return;
    }
    switch (place.field.getJavaType()) {
      case INT -> place.set((int) number(((Number) place.get()).longValue()));
      case LONG -> place.set(number((Long) place.get()));
      case FLOAT -> place.set(Float.intBitsToFloat(random.nextInt()));
      case DOUBLE -> place.set(Double.longBitsToDouble(random.nextLong()));
      case BOOLEAN -> place.set(!(Boolean) place.get());
      case STRING -> place.set(text());
      case BYTE_STRING -> place.set(bytes((ByteString) place.get()));
      case ENUM -> {
        var values = place.field.getEnumType().getValues();
        place.set(values.get(random.nextInt(values.size())));
      }
      case MESSAGE -> replace(place);
    }
  }

  private long number(long value) {
    return switch (random.nextInt(3)) {
      case 0 -> value + random.nextInt(-3, 4);
      case 1 -> NUMBERS[random.nextInt(NUMBERS.length)];
      default -> value * random.nextInt(2, 9);
    };
  }

  /** A text that stands elsewhere. */
  private String text() {
    for (int i = 0; i < 1000; i++) {
      Place other = any();
      if (other.field.getJavaType() == FieldDescriptor.JavaType.STRING) {
        return (String) other.get();
      }
    }
    return "";
  }

  private ByteString bytes(ByteString value) {
    int size = value.size();
    return switch (random.nextInt(4)) {
      case 0 -> value.substring(0, random.nextInt(size + 1));
      case 1 -> value.concat(value);
      default -> {
        byte[] changed = value.toByteArray();
        for (int i = 0; i < Math.min(8, size); i++) {
          changed[random.nextInt(size)] = (byte) random.nextInt(256);
        }
        yield ByteString.copyFrom(changed);
      }
    };
  }

  private static void removeOrRepeat(Place place) {
    if (place.field.isRepeated()) {
      place.message.addRepeatedField(place.field, place.get());
    } else {
      place.message.clearField(place.field);
    }
  }

  /** Puts a part of the same kind from elsewhere in its place. */
  private void replace(Place place) {
    for (int i = 0; i < 1000; i++) {
      Place other = any();
      if (other.field.equals(place.field)) {
        Object value = other.get();
        place.set(value instanceof Message.Builder builder ? builder.buildPartial() : value);
        return;
      }
    }
  }
}
