package org.headgate.coverage.internal;

/** A verdict as it is kept. @param heardAt milliseconds since the epoch @param verdict canonical CBOR */
record Judged(long sequence, long heardAt, String receiver, boolean holds, byte[] verdict) {}
