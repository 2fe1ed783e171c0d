package io.github.twohead.runtime.internal.serving;

/** Makes interpreters of one network. Safe for several threads. */
@FunctionalInterface
public interface InterpreterFactory extends AutoCloseable {

  /** Makes an interpreter. Throws any unchecked exception if that fails. */
  Interpreter open();

  /** Frees what the interpreters shared; they are closed before. */
  @Override
  default void close() {}
}
