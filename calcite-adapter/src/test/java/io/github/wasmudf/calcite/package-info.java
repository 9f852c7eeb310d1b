@NullMarked
package io.github.wasmudf.calcite;

import org.jspecify.annotations.NullMarked;
