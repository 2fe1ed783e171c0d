package io.github.twohead.experiments.internal.wandb;

import static java.nio.charset.StandardCharsets.US_ASCII;

import com.google.gson.JsonElement;
import com.google.gson.JsonParser;
import com.google.protobuf.ByteString;
import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.UnknownFieldSet;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.zip.CRC32;

/**
 * Reads {@code .wandb} files up to where they end or break off. That it reads what W&B writes, the
 * golden file of {@link TransactionLogTest} shows.
 */
final class WandbFile {
  private static final int BLOCK = 32_768;
  private static final int WHOLE = 1;
  private static final int LAST = 4;

  private final List<ByteString> records = new ArrayList<>();

  WandbFile(byte[] file) {
    ByteBuffer in = ByteBuffer.wrap(file).order(ByteOrder.LITTLE_ENDIAN);
    byte[] ident = new byte[4];
    in.get(ident);
    if (!new String(ident, US_ASCII).equals(":W&B") || in.getShort() != (short) 0xbee1) {
      throw new IllegalArgumentException("no .wandb file");
    }
    if (in.get() != 0) {
      throw new IllegalArgumentException("another version");
    }
    ByteArrayOutputStream record = new ByteArrayOutputStream();
    while (in.remaining() >= 7) {
      int left = BLOCK - in.position() % BLOCK;
      if (left < 7) {
        in.position(in.position() + left);
        continue;
      }
      int checksum = in.getInt();
      int length = Short.toUnsignedInt(in.getShort());
      if (in.remaining() <= length) {
        return;
      }
      byte[] chunk = new byte[length + 1];
      in.get(chunk);
      CRC32 crc = new CRC32();
      crc.update(chunk);
      if ((int) crc.getValue() != checksum) {
        throw new IllegalArgumentException("checksum at " + in.position());
      }
      record.write(chunk, 1, length);
      if (chunk[0] == WHOLE || chunk[0] == LAST) {
        records.add(ByteString.copyFrom(record.toByteArray()));
        record.reset();
      }
    }
  }

  List<ByteString> records() {
    return records;
  }

  /** What is in the records that have a field, and the number of each. */
  List<UnknownFieldSet> all(int field) throws InvalidProtocolBufferException {
    List<UnknownFieldSet> found = new ArrayList<>();
    for (ByteString record : records) {
      UnknownFieldSet fields = UnknownFieldSet.parseFrom(record);
      if (fields.hasField(field)) {
        found.add(message(fields, field).get(0));
      }
    }
    return found;
  }

  static List<UnknownFieldSet> message(UnknownFieldSet fields, int field)
      throws InvalidProtocolBufferException {
    List<UnknownFieldSet> messages = new ArrayList<>();
    for (ByteString bytes : fields.getField(field).getLengthDelimitedList()) {
      messages.add(UnknownFieldSet.parseFrom(bytes));
    }
    return messages;
  }

  static List<String> texts(UnknownFieldSet fields, int field) {
    return fields.getField(field).getLengthDelimitedList().stream()
        .map(ByteString::toStringUtf8)
        .toList();
  }

  static long number(UnknownFieldSet fields, int field) {
    List<Long> numbers = fields.getField(field).getVarintList();
    return numbers.isEmpty() ? 0 : numbers.get(0);
  }

  /** Items of a row, of the summary or of the config: JSON by keys joined with ">". */
  static Map<String, String> items(UnknownFieldSet fields) throws InvalidProtocolBufferException {
    Map<String, String> items = new LinkedHashMap<>();
    for (UnknownFieldSet item : message(fields, 1)) {
      List<String> keys = item.hasField(1) ? texts(item, 1) : texts(item, 2);
      items.put(String.join(">", keys), texts(item, 16).get(0));
    }
    return items;
  }

  static JsonElement json(String text) {
    return JsonParser.parseString(text);
  }
}
