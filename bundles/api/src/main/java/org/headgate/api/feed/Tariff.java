package org.headgate.api.feed;

/**
 * What a feed costs, in the smallest unit of the dollar token that the market is paid in (of USDC, a millionth of a dollar). A price of 0: it is not sold that way.
 *
 * @param pass for all of the feed over {@code passSeconds}
 * @param passSeconds how long a bought pass lasts
 * @param record for each record that is delivered
 * @param kilobyte for each 1,024 bytes of a record's payload, begun ones included; added to {@code record}
 * @param history for each record of a range of the past that is bought as one
 */
public record Tariff(long pass, long passSeconds, long record, long kilobyte, long history) {
    /** By the operator's grant alone. */
    public static final Tariff NONE = new Tariff(0, 0, 0, 0);

    /** One that sells no history. */
    public Tariff(long pass, long passSeconds, long record, long kilobyte) {
        this(pass, passSeconds, record, kilobyte, 0);
    }

    /** What one record costs, delivered with a payload of so many bytes. */
    public long delivery(int bytes) {
        return record + kilobyte * ((bytes + 1023L) / 1024);
    }

    public boolean sellsRecords() {
        return record > 0 || kilobyte > 0;
    }
}
