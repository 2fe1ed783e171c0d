package io.github.twohead.djl.internal.weights.pickle;

import io.github.twohead.djl.internal.weights.Tensor.TensorDict;
import io.github.twohead.djl.internal.weights.pickle.Calls.Dict;
import io.github.twohead.djl.internal.weights.pickle.Calls.Sequence;
import io.github.twohead.djl.internal.weights.pickle.PickleBytes.Opcode;
import io.github.twohead.djl.internal.weights.pickle.StridedTensor.Storage;
import io.github.twohead.runtime.internal.formats.InvalidFile;
import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * What {@code torch.save} wrote before PyTorch 1.6, and writes without {@code
 * _use_new_zipfile_serialization}: pickles of a magic number, a version, the writer's machine, the
 * object and the keys of its storages; then for each storage the count of its numbers, in 64 bits,
 * and the numbers. All is little-endian, whatever the writer's machine was.
 *
 * <p>Source: {@code _legacy_save} in PyTorch's torch/serialization.py.
 */
public final class TorchLegacy {
  private static final BigInteger MAGIC = new BigInteger("1950a86a20f9469cfc6c", 16);
  private static final long VERSION = 1001;

  private final PickleBytes in;
  private final Map<String, Storage> storages = new LinkedHashMap<>();

  private TorchLegacy(byte[] file) {
    in = new PickleBytes(file);
  }

  /** Says whether a file may start like this. */
  public static boolean isPlausible(byte[] start) {
    return start.length > 0 && (start[0] & 0xFF) == Opcode.PROTO;
  }

  public static List<TensorDict> read(byte[] file) {
    return new TorchLegacy(file).read();
  }

  private List<TensorDict> read() {
    if (!MAGIC.equals(unpickle())) {
      throw InvalidFile.of("it is a Python pickle, but not one of torch.save");
    }
    Object version = unpickle();
    if (!version.equals(VERSION)) {
      throw InvalidFile.of("it has an unknown version of PyTorch's old format");
    }
    Object machine = unpickle();
    if (!(machine instanceof Dict)) {
      throw PickleStack.damaged("it does not describe the machine that wrote it");
    }
    Object root = unpickle();
    Map<Storage, ByteBuffer> data = data();
    return Checkpoint.weights(root, data::get);
  }

  private Object unpickle() {
    return new Unpickler(in, storages).read();
  }

  private Map<Storage, ByteBuffer> data() {
    if (!(new Unpickler(in, new HashMap<>()).read() instanceof Sequence keys)) {
      throw PickleStack.damaged("it does not list its storages");
    }
    Map<Storage, ByteBuffer> data = new LinkedHashMap<>();
    for (Object key : keys.items()) {
      if (!(key instanceof String name) || !storages.containsKey(name)) {
        throw PickleStack.damaged("it lists a storage that nothing uses");
      }
      Storage storage = storages.get(name);
      long size = in.int64();
      if (size != storage.size()) {
        throw PickleStack.damaged("the size of storage " + name + " is told in two ways");
      }
      if (data.put(storage, in.slice(storage.bytes())) != null) {
        throw PickleStack.damaged("it lists storage " + name + " twice");
      }
    }
    if (data.size() != storages.size()) {
      throw PickleStack.damaged("it lacks the content of a storage");
    }
    if (in.remaining() > 0) {
      throw PickleStack.damaged(in.remaining() + " bytes follow its end");
    }
    return data;
  }
}
