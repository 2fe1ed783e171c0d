package io.github.twohead.djl.internal.weights.pickle;

import io.github.twohead.ModelFileException;
import io.github.twohead.djl.internal.weights.pickle.Calls.Inert;
import io.github.twohead.runtime.internal.formats.InvalidFile;
import java.util.ArrayList;
import java.util.List;

/** A pickle's stack with its marks, and its memo. What they may take is limited. */
final class PickleStack {
  private static final int MAX_WORK = 1 << 21;

  private final List<Object> stack = new ArrayList<>();
  private final List<Object> memo = new ArrayList<>();
  private int work;

  /** Counts work, an opcode being 1, so that a small file cannot ask for much memory or time. */
  void charge(int units) {
    work += units;
    if (work > MAX_WORK) {
      throw InvalidFile.of("it is far more complex than a state dict: refused");
    }
  }

  void push(Object value) {
    stack.add(value);
  }

  Object top() {
    if (stack.isEmpty() || stack.get(stack.size() - 1) == Inert.MARK) {
      throw damaged("a value is missing on its stack");
    }
    return stack.get(stack.size() - 1);
  }

  boolean isTop(String text) {
    return !stack.isEmpty() && text.equals(stack.get(stack.size() - 1));
  }

  Object pop() {
    Object top = top();
    stack.remove(stack.size() - 1);
    return top;
  }

  /** Takes this many values, the deepest first. */
  Object[] pop(int count) {
    Object[] values = new Object[count];
    for (int i = count - 1; i >= 0; i--) {
      values[i] = pop();
    }
    return values;
  }

  /** Takes the values above the last mark, and the mark. */
  Object[] popMark() {
    for (int i = stack.size() - 1; i >= 0; i--) {
      if (stack.get(i) == Inert.MARK) {
        Object[] values = pop(stack.size() - 1 - i);
        stack.remove(i);
        return values;
      }
    }
    throw damaged("a mark is missing on its stack");
  }

  void memoize() {
    put(memo.size());
  }

  /** Remembers the value on top. Python 2 counts from 1, and no writer leaves other gaps. */
  void put(int index) {
    Object value = top();
    if (index < 0 || index > memo.size() + 1) {
      throw damaged("its memo has a gap");
    }
    while (memo.size() <= index) {
      memo.add(Inert.UNSET);
    }
    memo.set(index, value);
  }

  void get(int index) {
    if (index < 0 || index >= memo.size() || memo.get(index) == Inert.UNSET) {
      throw damaged("its memo lacks an entry");
    }
    push(memo.get(index));
  }

  static ModelFileException damaged(String how) {
    return InvalidFile.of("it is damaged: " + how);
  }
}
