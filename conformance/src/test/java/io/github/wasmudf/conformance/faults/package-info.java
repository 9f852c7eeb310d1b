/**
 * Faults of the machine and load: owns what breaks the JVM, its disk and its heap on purpose. Run
 * by JUnit, and in child JVMs by these tests; never knows how a database module works inside.
 */
@NullMarked
package io.github.wasmudf.conformance.faults;

import org.jspecify.annotations.NullMarked;
