package org.headgate.api.feed;

import java.util.List;
import org.headgate.api.message.Kind;
import org.headgate.api.message.Trust;

/**
 * What a feed sells.
 *
 * @param id lower-case letters, digits and {@code -}; not {@code catalog}, not {@code reply}
 * @param title for people
 * @param version counts up with each change of what follows
 * @param devices URNs or globs ({@code *}); empty: all that are adopted
 * @param quantities names behind the device's URN, or globs; empty: all
 * @param kinds empty: all
 * @param minTrust what is less trusted is not in the feed
 * @param cells H3 cells (any resolution, lower-case hex) that the record's place must lie in; empty: anywhere
 * @param window seconds of an aggregate window (60 to 86,400), or 0 for records as they are
 * @param coarsenTo H3 resolution to which places are made coarser, or −1
 * @param identity what becomes of device identities
 * @param replayHours how far back a buyer may read
 * @param sampleDelaySeconds how old the public sample is at least
 * @param tariff what it costs
 */
public record FeedDefinition(
        String id,
        String title,
        int version,
        List<String> devices,
        List<String> quantities,
        List<Kind> kinds,
        Trust minTrust,
        List<String> cells,
        int window,
        int coarsenTo,
        Identity identity,
        int replayHours,
        int sampleDelaySeconds,
        Tariff tariff) {

    /** Whether contributions pass unchanged, so that they are proven by inclusion in their batch. */
    public boolean raw() {
        return window == 0 && coarsenTo < 0 && identity == Identity.KEEP && quantities.isEmpty();
    }

    public enum Identity {
        /** URNs as they are. */
        KEEP,
        /** A keyed hash of the URN, the same over the life of the feed. */
        PSEUDONYM,
        /** One name for all. */
        DROP
    }
}
