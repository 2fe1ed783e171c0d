package io.github.twohead.djl.internal.weights.pickle;

import io.github.twohead.djl.internal.weights.ElementType;
import io.github.twohead.djl.internal.weights.pickle.Calls.Dict;
import io.github.twohead.djl.internal.weights.pickle.Calls.Global;
import io.github.twohead.djl.internal.weights.pickle.Calls.Inert;
import io.github.twohead.djl.internal.weights.pickle.Calls.Sequence;
import io.github.twohead.djl.internal.weights.pickle.PickleBytes.Opcode;
import io.github.twohead.djl.internal.weights.pickle.StridedTensor.Storage;
import io.github.twohead.runtime.internal.formats.InvalidFile;
import java.util.Arrays;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Reads one pickle of a state dict or a checkpoint. Texts, numbers, {@link Dict}s, {@link
 * Sequence}s, tuples as arrays, {@link StridedTensor}s and {@link Inert} things: nothing else comes
 * out, and no name in the file is ever looked up as a class or called.
 */
final class Unpickler {
  private static final int CONTAINER_WORK = 8;
  private static final int MAX_PROTOCOL = 5;

  private final PickleBytes in;
  private final Map<String, Storage> storages;
  private final PickleStack stack = new PickleStack();

  /**
   * Prepares to read.
   *
   * @param in is left after the pickle
   * @param storages gets the storages that the pickle names, by key
   */
  Unpickler(PickleBytes in, Map<String, Storage> storages) {
    this.in = in;
    this.storages = storages;
  }

  Object read() {
    while (true) {
      int opcode = in.unsignedByte();
      if (opcode == Opcode.STOP) {
        return stack.pop();
      }
      stack.charge(1);
      @Nullable Object literal = in.literal(opcode);
      if (literal != null) {
        stack.push(literal);
      } else if (!frame(opcode) && !container(opcode) && !memo(opcode) && !call(opcode)) {
        throw InvalidFile.of(
            "it is damaged or not a state dict: it holds the pickle opcode 0x"
                + Integer.toHexString(opcode));
      }
    }
  }

  private boolean frame(int opcode) {
    switch (opcode) {
      case Opcode.PROTO -> {
        int protocol = in.unsignedByte();
        if (protocol < 2 || protocol > MAX_PROTOCOL) {
          throw InvalidFile.of("it is written with pickle protocol " + protocol + ", not 2 to 5");
        }
      }
      case Opcode.FRAME -> {
        long length = in.int64();
        if (length < 0 || length > in.remaining()) {
          throw InvalidFile.of("it is cut off or damaged: a frame of its pickle is incomplete");
        }
      }
      default -> {
        return false;
      }
    }
    return true;
  }

  private boolean container(int opcode) {
    switch (opcode) {
      case Opcode.MARK -> stack.push(Inert.MARK);
      case Opcode.POP -> stack.pop();
      case Opcode.POP_MARK -> stack.popMark();
      case Opcode.EMPTY_TUPLE -> tuple(0);
      case Opcode.TUPLE1 -> tuple(1);
      case Opcode.TUPLE2 -> tuple(2);
      case Opcode.TUPLE3 -> tuple(3);
      case Opcode.TUPLE -> stack.push(stack.popMark());
      case Opcode.EMPTY_LIST -> pushContainer(new Sequence());
      case Opcode.EMPTY_DICT -> pushContainer(new Dict());
      case Opcode.APPEND -> append(stack.pop(1));
      case Opcode.APPENDS -> append(stack.popMark());
      case Opcode.SETITEM -> setItems(stack.pop(2));
      case Opcode.SETITEMS -> setItems(stack.popMark());
      case Opcode.EMPTY_SET -> stack.push(Inert.OBJECT);
      case Opcode.ADDITEMS -> append(stack.popMark());
      case Opcode.FROZENSET -> {
        stack.popMark();
        stack.push(Inert.OBJECT);
      }
      default -> {
        return false;
      }
    }
    return true;
  }

  private void tuple(int size) {
    stack.push(stack.pop(size));
  }

  private void pushContainer(Object container) {
    stack.charge(CONTAINER_WORK);
    stack.push(container);
  }

  private void append(Object[] values) {
    if (stack.top() == Inert.OBJECT) {
      return;
    }
    if (!(stack.top() instanceof Sequence list)) {
      throw PickleStack.damaged("something is appended to what is not a list");
    }
    list.items().addAll(Arrays.asList(values));
  }

  private void setItems(Object[] keysAndValues) {
    if (stack.top() == Inert.OBJECT) {
      return;
    }
    if (!(stack.top() instanceof Dict dict) || keysAndValues.length % 2 != 0) {
      throw PickleStack.damaged("an item is put into what is not a dictionary");
    }
    for (int i = 0; i < keysAndValues.length; i += 2) {
      dict.put(keysAndValues[i], keysAndValues[i + 1]);
    }
  }

  private boolean memo(int opcode) {
    switch (opcode) {
      case Opcode.MEMOIZE -> stack.memoize();
      case Opcode.BINPUT -> stack.put(in.unsignedByte());
      case Opcode.LONG_BINPUT -> stack.put(in.int32());
      case Opcode.BINGET -> stack.get(in.unsignedByte());
      case Opcode.LONG_BINGET -> stack.get(in.int32());
      default -> {
        return false;
      }
    }
    return true;
  }

  private boolean call(int opcode) {
    switch (opcode) {
      case Opcode.GLOBAL -> {
        String module = in.line();
        global(module + "." + in.line());
      }
      case Opcode.STACK_GLOBAL -> {
        Object[] name = stack.pop(2);
        if (!(name[0] instanceof String module && name[1] instanceof String function)) {
          throw PickleStack.damaged("it names a function by what is not a text");
        }
        global(module + "." + function);
      }
      case Opcode.BINPERSID -> stack.push(storage(stack.pop()));
      case Opcode.REDUCE -> {
        Object[] call = stack.pop(2);
        pushContainer(Calls.result(call[0], call[1]));
      }
      case Opcode.NEWOBJ -> pushContainer(Calls.instance(stack.pop(2)[0]));
      case Opcode.NEWOBJ_EX -> pushContainer(Calls.instance(stack.pop(3)[0]));
      case Opcode.BUILD -> build();
      default -> {
        return false;
      }
    }
    return true;
  }

  private void global(String name) {
    Optional<Global> function = Global.of(name);
    Optional<ElementType> type = ElementType.ofTorch(name);
    if (function.isPresent()) {
      stack.push(function.get());
    } else if (type.isPresent()) {
      stack.push(type.get());
    } else {
      throw stack.isTop("module") || isInstantiated()
          ? Global.refuseObject(name)
          : Global.refuse(name);
    }
  }

  /** Looks ahead: says whether an object is made of the class that was just named. */
  private boolean isInstantiated() {
    while (true) {
      switch (in.unsignedByte()) {
        case Opcode.BINPUT -> in.unsignedByte();
        case Opcode.LONG_BINPUT -> in.int32();
        case Opcode.MEMOIZE, Opcode.EMPTY_TUPLE -> {}
        case Opcode.NEWOBJ, Opcode.NEWOBJ_EX -> {
          return true;
        }
        default -> {
          return false;
        }
      }
    }
  }

  private Storage storage(Object description) {
    if (!(description instanceof Object[] parts
        && parts.length >= 5
        && "storage".equals(parts[0])
        && parts[1] instanceof ElementType type
        && parts[2] instanceof String key
        && parts[4] instanceof Long size)) {
      throw PickleStack.damaged("it describes a storage in an unknown way");
    }
    if (parts.length > 5 && parts[5] != Inert.NONE) {
      throw InvalidFile.of(
          "it holds a storage within a storage, as PyTorch wrote before 0.4:"
              + " load and save it with a newer one");
    }
    if (size < 0 || size > Integer.MAX_VALUE / type.bytes()) {
      throw InvalidFile.of("it claims a storage of " + size + " numbers; up to 2 GiB can be read");
    }
    Storage storage = new Storage(key, type, size);
    @Nullable Storage known = storages.putIfAbsent(key, storage);
    if (known != null && !known.equals(storage)) {
      throw PickleStack.damaged("it describes storage " + key + " in two ways");
    }
    return known == null ? storage : known;
  }

  /** Drops attributes, such as the {@code _metadata} of a state dict. */
  private void build() {
    stack.pop();
    if (!(stack.top() instanceof Dict) && stack.top() != Inert.OBJECT) {
      throw PickleStack.damaged("it gives attributes to what is not a dictionary");
    }
  }
}
