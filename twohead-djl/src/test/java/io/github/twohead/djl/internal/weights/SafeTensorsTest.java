package io.github.twohead.djl.internal.weights;

import static io.github.twohead.djl.internal.weights.TestWeights.safeTensors;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.github.twohead.ModelFileException;
import java.util.LinkedHashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SafeTensorsTest {
  @Test
  void should_read_what_it_wrote() {
    Map<String, Tensor> tensors = new LinkedHashMap<>();
    tensors.put("z", new Tensor(new long[] {1, 2}, new float[] {1, -0f}));
    tensors.put("empty", new Tensor(new long[] {0}, new float[0]));
    tensors.put("ä \"quoted\"", new Tensor(new long[0], new float[] {Float.NaN}));

    byte[] file = new SafeTensors(Map.of("key", "välue"), tensors).encode();
    SafeTensors read = SafeTensors.decode(file);

    assertThat(file.length % 4).isZero();
    assertThat(read.metadata()).isEqualTo(Map.of("key", "välue"));
    assertThat(read.tensors().keySet()).containsExactly("z", "empty", "ä \"quoted\"");
    read.tensors()
        .forEach(
            (name, tensor) -> {
              assertThat(tensor.shape()).containsExactly(tensors.get(name).shape());
              assertThat(tensor.values()).containsExactly(tensors.get(name).values());
            });
  }

  @Test
  void should_keep_bundles_to_32_bit_floats() {
    byte[] file = TestWeights.fixture("mixed.safetensors");

    assertThatExceptionOfType(ModelFileException.class)
        .isThrownBy(() -> SafeTensors.decode(file))
        .withMessage("tensor \"F64\" is of type FLOAT64, not FLOAT32");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        // a hole, overlapping, outside, too short, trailing
        "'a':{D,S[1],O[0,4]},'b':{D,S[1],O[8,12]}|12|tensor \"b\" does not lie where it should",
        "'a':{D,S[2],O[0,8]},'b':{D,S[1],O[4,8]}|8|tensor \"b\" does not lie where it should",
        "'a':{D,S[1],O[4,8]}|8|tensor \"a\" does not lie where it should",
        "'a':{D,S[4],O[0,16]}|12|it is truncated: it has 75 bytes of 79",
        "'a':{D,S[2],O[0,4]}|4|tensor \"a\" does not lie where it should",
        "'a':{D,S[1],O[0,4]}|5|it holds 1 bytes that belong to no tensor",
        "|4|it holds 4 bytes that belong to no tensor",
        "'a':{D,S[1],O[4,0]}|4|tensor \"a\" does not lie where it should",
        "'a':{D,S[-1],O[0,-4]}|4|the size -1",
        "'a':{D,S[-1,0],O[0,0]}|0|the size -1",
        "'a':{D,S[4294967296,4294967296],O[0,0]}|0|more than 2^31 values",
        "'a':{D,S[1,1,1,1,1,1,1,1,1],O[0,4]}|4|more than 8 dimensions",
        "'a':{D,S[1],O[0,4]},'a':{D,S[1],O[4,8]}|8|\"a\" stands there twice",
        "'__metadata__':{},'__metadata__':{}|0|\"__metadata__\" stands there twice",
        "'__metadata__':{'a':'b','a':'c'}|0|\"a\" stands there twice",
        "'__metadata__':{'a':1}|0|\"a\" is not a text",
        "'a':{D,S[1],O[0,4],'more':1}|4|tensor \"a\" has a \"more\"",
        "'a':{D,S[1],S[1],O[0,4]}|4|is not described as it should be",
        "'a':{D,S[1]}|4|is not described as it should be",
        "'a':{D,S[1],O[0,4,8]}|4|is not described as it should be",
        "'a':{'dtype':'F8_E4M3',S[1],O[0,1]}|1|is of type F8_E4M3, which is not supported",
        "'a':{D,S[1.5],O[0,4]}|4|its header is damaged",
        "'a':{D,S[1],O[0,4]},|4|its header is damaged",
        "'a':[]|0|its header is damaged",
        "a:{D,S[1],O[0,4]}|4|its header is damaged",
        "}{|0|its header is damaged",
      })
  void should_refuse_a_damaged_header(String entries, int bytes, String reason) {
    String header =
        (entries == null ? "" : entries)
            .replace("D,", "'dtype':'F32',")
            .replace("S[", "'shape':[")
            .replace("O[", "'data_offsets':[")
            .replace('\'', '"');

    assertRefused(safeTensors("{" + header + "}", bytes), reason);
  }

  @Test
  void should_refuse_deep_nesting_without_recursion() {
    String nested = "[".repeat(1_000_000);

    assertRefused(safeTensors("{\"a\":" + nested, 0), "its header is damaged");
    assertRefused(safeTensors("{\"a\":{\"shape\":" + nested, 0), "its header is damaged");
    assertRefused(
        safeTensors("{\"__metadata__\":{\"a\":" + nested.replace("[", "{\"a\":"), 0), "damaged");
  }

  @Test
  void should_refuse_a_header_that_is_not_utf_8() {
    byte[] file = safeTensors("{\"__metadata__\":{\"a\":\"b\"}}", 0);
    file[30] = (byte) 0xC0;

    assertRefused(file, "its header is damaged");
  }

  private static void assertRefused(byte[] file, String reason) {
    assertThatExceptionOfType(ModelFileException.class)
        .isThrownBy(() -> SafeTensors.decode(file))
        .withMessageContaining(reason)
        .withMessageNotContaining("\n");
  }
}
