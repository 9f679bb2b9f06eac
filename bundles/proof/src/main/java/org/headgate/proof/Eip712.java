package org.headgate.proof;

import java.nio.charset.StandardCharsets;
import org.headgate.api.batch.BatchHeader;
import org.headgate.api.batch.Hash;

/** Headgate's typed data (EIP-712): the domain {@code {name: "Headgate", version: "1"}} and the structs signed in it. */
public final class Eip712 {
    public static final StructType BATCH = StructType.of("Batch(address gateway,uint64 number,bytes32 previous,"
            + "bytes32 root,uint64 firstSequence,uint64 lastSequence,uint64 lost,uint64 sealedAt)");
    public static final StructType FEED_BATCH = StructType.of("FeedBatch(address gateway,string feed,uint32 version,"
            + "uint64 number,bytes32 previous,uint64 batch,bytes32 root,uint64 firstSequence,uint64 lastSequence)");
    public static final StructType FEED_OFFER =
            StructType.of("FeedOffer(address gateway,string feed,uint32 version,bytes32 terms,uint64 validUntil)");

    /** Of the domain {@code {name: "Headgate", version: "1"}}. */
    public static final Hash DOMAIN_SEPARATOR =
            StructType.of("EIP712Domain(string name,string version)").hashStruct("Headgate", "1");

    private static final byte[] PREFIX = "\u0019\u0001".getBytes(StandardCharsets.ISO_8859_1);

    private Eip712() {}

    /** What is signed for a struct: {@code keccak256(0x1901 ‖ domainSeparator ‖ hashStruct)}. */
    public static Hash digest(Hash hashStruct) {
        return digest(DOMAIN_SEPARATOR, hashStruct);
    }

    public static Hash digest(Hash domainSeparator, Hash hashStruct) {
        return Keccak.hash(PREFIX, domainSeparator.bytes(), hashStruct.bytes());
    }

    public static Hash hashStruct(BatchHeader header) {
        return BATCH.hashStruct(
                header.gateway(),
                header.number(),
                header.previous(),
                header.root(),
                header.firstSequence(),
                header.lastSequence(),
                header.lost(),
                header.sealedAt());
    }

    public static Hash hashStruct(FeedBatch batch) {
        return FEED_BATCH.hashStruct(
                batch.gateway(),
                batch.feed(),
                Integer.toUnsignedLong(batch.version()),
                batch.number(),
                batch.previous(),
                batch.batch(),
                batch.root(),
                batch.firstSequence(),
                batch.lastSequence());
    }

    public static Hash hashStruct(FeedOffer offer) {
        return FEED_OFFER.hashStruct(
                offer.gateway(),
                offer.feed(),
                Integer.toUnsignedLong(offer.version()),
                offer.terms(),
                offer.validUntil());
    }
}
