package org.headgate.api.batch;

/** @param hash the header's hashStruct @param signature 65 bytes r‖s‖v, v 27 or 28, low s; never changed */
public record SignedHeader(BatchHeader header, Hash hash, byte[] signature) {}
