package org.headgate.intake.internal;

import org.headgate.api.device.Devices;
import org.headgate.api.journal.HeldMessages;
import org.headgate.api.journal.JournalWriter;
import org.headgate.api.profile.Profiles;
import org.jspecify.annotations.Nullable;

/** The bundles around intake; each may come and go at any time. */
final class House {
    private volatile @Nullable JournalWriter writer;
    private volatile @Nullable HeldMessages held;
    private volatile @Nullable Profiles profiles;
    private volatile @Nullable Devices devices;

    @Nullable
    JournalWriter writer() {
        return writer;
    }

    @Nullable
    HeldMessages held() {
        return held;
    }

    @Nullable
    Profiles profiles() {
        return profiles;
    }

    @Nullable
    Devices devices() {
        return devices;
    }

    boolean hasJournal() {
        return writer != null && held != null;
    }

    void writer(@Nullable JournalWriter service) {
        writer = service;
    }

    void held(@Nullable HeldMessages service) {
        held = service;
    }

    void profiles(@Nullable Profiles service) {
        profiles = service;
    }

    void devices(@Nullable Devices service) {
        devices = service;
    }
}
