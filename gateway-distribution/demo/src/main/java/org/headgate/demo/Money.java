package org.headgate.demo;

import org.headgate.api.feed.Dollars;

/**
 * What a sale came to, in millionths of a dollar, each by who must know.
 *
 * @param price of a record
 * @param earned by the gateway's ledger
 * @param charged by what the buyer read on the records
 * @param claimed by the contract that holds the deposit
 * @param settled by the token: what the gateway's account holds
 */
record Money(long price, long earned, long charged, long claimed, long settled) {

    boolean agrees() {
        return earned > 0 && earned == charged && charged == claimed && claimed == settled;
    }

    /** Whether it is what so many records cost, exactly. */
    boolean pays(long records) {
        return charged == price * records;
    }

    @Override
    public String toString() {
        return Dollars.format(earned) + " dollars earned, " + Dollars.format(charged) + " charged, "
                + Dollars.format(claimed) + " claimed, " + Dollars.format(settled) + " settled";
    }
}
