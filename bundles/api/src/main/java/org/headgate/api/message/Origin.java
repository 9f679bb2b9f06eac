package org.headgate.api.message;

/**
 * What makes a resend recognisable: kept beside the row in the same transaction, never in the leaf.
 *
 * @param key a 64-bit hash over the transport's identifiers (for QoS 1: client, packet id and payload; for CoAP: peer, MID, token and payload)
 * @param seconds how long a resend may come
 * @param resend true where this message may be one (MQTT DUP; CoAP always): only then is the key looked up
 */
public record Origin(long key, int seconds, boolean resend) {}
