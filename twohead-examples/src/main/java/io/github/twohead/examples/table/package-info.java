/** The article's table, measured again: what {@code article-table} computes and shows. */
@NullMarked
package io.github.twohead.examples.table;

import org.jspecify.annotations.NullMarked;
