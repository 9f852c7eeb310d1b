package io.github.wasmudf.engine.wasmtime;

import io.github.kawamuray.wasmtime.Func;

/**
 * The functions of a bound {@code driver.wat}. Owned by its store.
 *
 * @param run rows through the control memory
 * @param allocate the first part of a large row; so are the next two
 * @param function its second part
 * @param release its last part
 */
record Driver(Func run, Func allocate, Func function, Func release) {}
