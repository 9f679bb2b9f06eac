package org.headgate.proof;

import org.headgate.api.batch.Address;
import org.headgate.api.batch.Hash;

/**
 * What the gateway signs of an offer.
 *
 * @param terms keccak-256 of the bytes of the terms' JSON
 * @param validUntil seconds since the epoch
 */
public record FeedOffer(Address gateway, String feed, int version, Hash terms, long validUntil) {}
