package org.headgate.shell.internal.command;

import java.util.Map;
import org.headgate.api.batch.Batches;
import org.headgate.api.coverage.Coverage;
import org.headgate.api.device.DeviceCredentials;
import org.headgate.api.device.Devices;
import org.headgate.api.feed.Feeds;
import org.headgate.api.journal.HeldMessages;
import org.headgate.api.journal.Journal;
import org.headgate.api.market.Accounts;
import org.headgate.api.market.Passes;
import org.headgate.api.profile.DevicePacks;
import org.headgate.api.profile.Inbox;
import org.headgate.api.profile.Profiles;

/** Which bundle a service comes from, and which feature installs it. */
final class Owners {
    private static final Map<Class<?>, String> BUNDLES = Map.ofEntries(
            Map.entry(Accounts.class, "market"),
            Map.entry(Batches.class, "batches"),
            Map.entry(Coverage.class, "coverage"),
            Map.entry(DeviceCredentials.class, "devices"),
            Map.entry(DevicePacks.class, "ts013"),
            Map.entry(Devices.class, "devices"),
            Map.entry(Feeds.class, "feeds"),
            Map.entry(HeldMessages.class, "journal"),
            Map.entry(Inbox.class, "profiles"),
            Map.entry(Journal.class, "journal"),
            Map.entry(Passes.class, "market"),
            Map.entry(Profiles.class, "profiles"));

    private Owners() {}

    static String of(Class<?> service) {
        return BUNDLES.getOrDefault(service, service.getSimpleName());
    }

    static String feature(String bundle) {
        return switch (bundle) {
            case "batches" -> "prove";
            case "coverage" -> "coverage";
            case "feeds", "market" -> "sell";
            case "ts013" -> "profile-ts013";
            default -> "collect";
        };
    }
}
