package org.headgate.api.journal;

/**
 * What became of an entry; it is on disk.
 *
 * @param firstSequence the first sequence given, 0 where none was
 * @param count how many were given
 * @param duplicate true where the origin was known: nothing was appended, the first time counts
 */
public record Written(long firstSequence, int count, boolean duplicate) {}
