package org.headgate.profiles.internal;

import java.util.Arrays;
import java.util.OptionalLong;
import java.util.concurrent.CompletableFuture;
import org.headgate.api.profile.Announcement;
import org.jspecify.annotations.Nullable;

/** One announcement in memory. */
final class Known {
    private static final int OVERHEAD = 300;

    final long id;
    final String profile;
    final String sender;
    final String transport;
    final Announcement announcement;
    final int weight;

    /** Completes when it is on disk. */
    final CompletableFuture<Void> stored;

    /** Whether a message was read with it since it was last looked at for room. */
    volatile boolean used;

    private volatile @Nullable Long mark;

    Known(
            long id,
            String profile,
            String sender,
            String transport,
            Announcement announcement,
            CompletableFuture<Void> stored) {
        this.id = id;
        this.profile = profile;
        this.sender = sender;
        this.transport = transport;
        this.announcement = announcement;
        this.stored = stored;
        this.weight = weight(sender, announcement);
    }

    static int weight(String sender, Announcement announcement) {
        int addresses = announcement.addresses().stream()
                .mapToInt(address -> 2 * address.length() + 100)
                .sum();
        return announcement.content().length
                + 2 * (announcement.name().length() + sender.length())
                + addresses
                + OVERHEAD;
    }

    /** Of one name within a profile and a sender. */
    String key() {
        return key(profile, sender, announcement.name());
    }

    static String key(String profile, String sender, String name) {
        return profile + '\0' + sender + '\0' + name;
    }

    boolean says(String onTransport, Announcement other) {
        return transport.equals(onTransport)
                && announcement.addresses().equals(other.addresses())
                && Arrays.equals(announcement.content(), other.content());
    }

    boolean isLost() {
        return stored.isCompletedExceptionally();
    }

    OptionalLong mark() {
        Long number = mark;
        return number == null ? OptionalLong.empty() : OptionalLong.of(number);
    }

    void mark(long number) {
        mark = number;
    }

    void use() {
        if (!used) {
            used = true;
        }
    }
}
