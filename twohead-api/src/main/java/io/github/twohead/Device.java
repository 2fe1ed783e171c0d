package io.github.twohead;

import io.github.twohead.spi.Arguments;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Where a network runs: the CPU, a GPU, or whichever is there. */
public final class Device {
  private static final Device AUTO = new Device("auto", -1);
  private static final Device CPU = new Device("cpu", -1);

  private final String name;
  private final int gpuIndex;

  private Device(String name, int gpuIndex) {
    this.name = name;
    this.gpuIndex = gpuIndex;
  }

  /**
   * Returns the first GPU when the engine sees one, else the CPU.
   *
   * @return the automatic choice
   */
  public static Device auto() {
    return AUTO;
  }

  /**
   * Returns the CPU.
   *
   * @return the CPU
   */
  public static Device cpu() {
    return CPU;
  }

  /**
   * Returns a GPU. Asking for one that is not there fails when the model is built or opened.
   *
   * @param index the GPU's number, 0 to 9999
   * @return that GPU
   */
  public static Device gpu(int index) {
    Checks.inRange("a GPU's number", index, 0, 9999);
    return new Device("gpu" + index, index);
  }

  /**
   * Reads a device from text.
   *
   * @param text {@code auto}, {@code cpu}, {@code gpu} or {@code gpu0}, {@code gpu1}, …
   * @return the device
   * @throws IllegalArgumentException if the text is none of these
   */
  public static Device parse(String text) {
    String name = Arguments.notNull("text", text).strip().toLowerCase(Locale.ROOT);
    if (name.equals("auto")) {
      return AUTO;
    }
    if (name.equals("cpu")) {
      return CPU;
    }
    Matcher gpu = Pattern.compile("gpu(\\d{1,4})?").matcher(name);
    if (gpu.matches()) {
      return gpu(gpu.group(1) == null ? 0 : Integer.parseInt(gpu.group(1)));
    }
    throw new IllegalArgumentException(
        "device must be auto, cpu or gpu0, gpu1, …, but is \"" + text + "\"");
  }

  /**
   * Says whether this is the automatic choice.
   *
   * @return whether the engine chooses
   */
  public boolean isAuto() {
    return equals(AUTO);
  }

  /**
   * Says whether this is a GPU.
   *
   * @return whether this is a GPU
   */
  public boolean isGpu() {
    return gpuIndex >= 0;
  }

  /**
   * Returns the GPU's number.
   *
   * @return the number, from 0
   * @throws IllegalStateException if this is not a GPU
   */
  public int gpuIndex() {
    if (!isGpu()) {
      throw new IllegalStateException(name + " is not a GPU");
    }
    return gpuIndex;
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof Device that && name.equals(that.name);
  }

  @Override
  public int hashCode() {
    return name.hashCode();
  }

  /** Returns the text that {@link #parse} reads. */
  @Override
  public String toString() {
    return name;
  }
}
