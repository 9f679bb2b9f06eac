package org.headgate.devices.internal;

import java.util.Objects;
import org.headgate.api.device.Devices.Device;
import org.headgate.api.device.Devices.Seen;
import org.jspecify.annotations.Nullable;

/** One device in memory. Safe for any thread. */
final class Known {
    private static final int LONGEST_TEXT = 250;

    private final String urn;
    private final String origin;
    private final long firstSeen;
    private String name = "";
    private String model = "";
    private String profile = "";
    private String source = "";
    private String address = "";
    private long lastSeen;
    private long messages;
    private boolean described;
    private boolean heard;
    private boolean forgotten;
    private boolean stored;
    private volatile boolean beingAdopted;
    private volatile String adoptedBy;

    /** @param origin where it was heard first: see {@link Ghosts} */
    Known(String urn, String origin, long firstSeen, String adoptedBy) {
        this.urn = urn;
        this.origin = origin;
        this.firstSeen = firstSeen;
        this.lastSeen = firstSeen;
        this.adoptedBy = adoptedBy;
        this.described = true;
    }

    Known(Device stored) {
        this(stored.urn(), stored.source() + ' ' + stored.profile(), stored.firstSeen(), stored.adoptedBy());
        this.name = stored.name();
        this.model = stored.model();
        this.profile = stored.profile();
        this.source = stored.source();
        this.address = stored.address();
        this.lastSeen = stored.lastSeen();
        this.messages = stored.messages();
        this.described = false;
        this.stored = true;
    }

    String urn() {
        return urn;
    }

    String origin() {
        return origin;
    }

    boolean adopted() {
        return !adoptedBy.isEmpty();
    }

    void adopt(String by) {
        adoptedBy = by;
    }

    /** While that is written, it makes room for nobody. */
    void beingAdopted(boolean now) {
        beingAdopted = now;
    }

    boolean mayGo() {
        return !adopted() && !beingAdopted;
    }

    synchronized void hear(Seen seen) {
        messages++;
        heard = true;
        lastSeen = Math.max(lastSeen, seen.receivedAt());
        name = describe(name, seen.name());
        model = describe(model, seen.model());
        profile = describe(profile, seen.profile());
        source = describe(source, seen.source());
        if (address.isEmpty()) {
            address = describe(address, seen.address());
        }
    }

    synchronized Device toDevice() {
        return new Device(urn, name, model, profile, source, address, firstSeen, lastSeen, messages, adoptedBy);
    }

    synchronized long lastSeen() {
        return lastSeen;
    }

    synchronized boolean heardAgain() {
        return messages > 1;
    }

    /** Whether the database may hold it. */
    synchronized boolean stored() {
        return stored;
    }

    synchronized void forget() {
        forgotten = true;
    }

    synchronized boolean forgotten() {
        return forgotten;
    }

    /**
     * Whether it must be written; from then on it counts as written. Who was heard but once is written with the counts: an address that never comes again shall not
     * cost the disk.
     */
    synchronized boolean take(boolean withCounts) {
        boolean passing = !stored && messages < 2 && !adopted();
        boolean due = withCounts ? described || heard : described && !passing;
        if (due) {
            described = false;
            heard = false;
            stored = true;
        }
        return due;
    }

    /** What was taken was not written after all. */
    synchronized void giveBack() {
        described = true;
    }

    private String describe(String old, @Nullable String told) {
        if (told == null || told.isEmpty() || Objects.equals(old, told)) {
            return old;
        }
        String cut = told.length() > LONGEST_TEXT ? told.substring(0, LONGEST_TEXT) : told;
        if (!cut.equals(old)) {
            described = true;
        }
        return cut;
    }
}
