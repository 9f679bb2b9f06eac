package org.headgate.chain.evm.internal;

import org.headgate.api.batch.Address;

/**
 * A transaction that is wanted.
 *
 * @param purpose what makes it one, however often it is wanted
 * @param event a log that its receipt must hold, address, topics and data as in {@link Receipt#transfer}; empty for any
 * @param refusals codes of a payment that is at fault
 */
record Order(String purpose, Address to, byte[] data, byte[] event, Refusals refusals) {

    /** @param simulation where it would revert @param transaction where it did @param event where the log is missing */
    record Refusals(String simulation, String transaction, String event) {}
}
