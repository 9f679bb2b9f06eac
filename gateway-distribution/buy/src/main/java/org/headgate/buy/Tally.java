package org.headgate.buy;

/**
 * What the records that came add up to. Sums in the token's smallest unit.
 *
 * @param last sequence of the newest
 * @param charged on the channel in all, as the records tell it
 * @param unexplained of that, what was charged for records that did not come
 * @param mixed whether a record was charged to another channel than ours
 */
record Tally(long records, long last, long charged, long unexplained, boolean mixed) {
    static final Tally NONE = new Tally(0, 0, 0, 0, false);

    /** @param price 0 where records are not charged one by one @param told what the record says is charged in all; 0 where it does not */
    Tally with(long sequence, long price, long told) {
        long due = charged + price;
        if (price == 0 || told == 0) {
            return new Tally(records + 1, sequence, due, unexplained, mixed);
        }
        return new Tally(records + 1, sequence, told, unexplained + Math.max(0, told - due), mixed || told < due);
    }
}
