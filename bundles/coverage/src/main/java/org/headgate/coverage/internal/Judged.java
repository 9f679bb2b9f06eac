package org.headgate.coverage.internal;

/**
 * A verdict.
 *
 * @param heardAt milliseconds since the epoch
 * @param verdict canonical CBOR
 * @param trust of the contribution; not kept
 * @param adopted whether its receiver is the operator's; not kept
 */
record Judged(
        long sequence, long heardAt, String receiver, boolean holds, byte[] verdict, int trust, boolean adopted) {}
