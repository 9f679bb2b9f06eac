package org.headgate.coverage;

import org.jspecify.annotations.Nullable;

/**
 * Who sends, where that is known beforehand.
 *
 * @param station its id is what a frame names it by
 * @param powerDbm conducted, without the antenna's gain; null where it is not known
 */
public record Transmitter(Station station, @Nullable Double powerDbm) {}
