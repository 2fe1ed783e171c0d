package io.github.twohead.examples.scenes;

import java.util.SplittableRandom;

/** One tileable field of smooth random values; scenes differ in where and how they look at it. */
final class Noise {

  private static final int SIZE = 256;
  private static final float[] FIELD = field();

  private Noise() {}

  /** A value of mean 0, nearly always within -1 and 1. */
  static double at(double x, double y) {
    double left = Math.floor(x);
    double top = Math.floor(y);
    double fx = x - left;
    double fy = y - top;
    int x0 = (int) left & (SIZE - 1);
    int x1 = (x0 + 1) & (SIZE - 1);
    int y0 = ((int) top & (SIZE - 1)) * SIZE;
    int y1 = (y0 + SIZE) & (SIZE * SIZE - 1);
    double upper = FIELD[y0 + x0] + (FIELD[y0 + x1] - FIELD[y0 + x0]) * fx;
    double lower = FIELD[y1 + x0] + (FIELD[y1 + x1] - FIELD[y1 + x0]) * fx;
    return upper + (lower - upper) * fy;
  }

  private static float[] field() {
    float[] field = new float[SIZE * SIZE];
    SplittableRandom random = new SplittableRandom(7);
    for (int cell = 64; cell >= 2; cell /= 2) {
      addOctave(field, cell, random);
    }
    double squares = 0;
    for (float value : field) {
      squares += value * value;
    }
    float scale = (float) (0.4 / Math.sqrt(squares / field.length));
    for (int i = 0; i < field.length; i++) {
      field[i] *= scale;
    }
    return field;
  }

  private static void addOctave(float[] field, int cell, SplittableRandom random) {
    int cells = SIZE / cell;
    double[] lattice = random.doubles((long) cells * cells, -1, 1).toArray();
    double amplitude = Math.pow(cell, 0.7);
    for (int y = 0; y < SIZE; y++) {
      for (int x = 0; x < SIZE; x++) {
        double fx = smooth((x % cell) / (double) cell);
        double fy = smooth((y % cell) / (double) cell);
        int x0 = x / cell;
        int x1 = (x0 + 1) % cells;
        int y0 = y / cell * cells;
        int y1 = (y / cell + 1) % cells * cells;
        double upper = lattice[y0 + x0] * (1 - fx) + lattice[y0 + x1] * fx;
        double lower = lattice[y1 + x0] * (1 - fx) + lattice[y1 + x1] * fx;
        field[y * SIZE + x] += (float) (amplitude * (upper * (1 - fy) + lower * fy));
      }
    }
  }

  private static double smooth(double t) {
    return t * t * (3 - 2 * t);
  }
}
