/**
 * Measurements as tables and charts: the article's, measured again ({@code article-table}), and
 * what further heads cost ({@code head-cost}).
 */
@NullMarked
package io.github.twohead.examples.table;

import org.jspecify.annotations.NullMarked;
