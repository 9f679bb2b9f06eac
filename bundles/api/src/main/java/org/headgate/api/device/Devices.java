package org.headgate.api.device;

import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;
import org.osgi.annotation.versioning.ProviderType;

/** Who the devices are. Safe for any thread. Stages complete when synced. */
@ProviderType
public interface Devices {

    /** Whether what the device says may be sold. From memory; applies {@code adopt.rule} to a device never seen before. */
    boolean adopted(String urn, String profile);

    /** Whether it is adopted now. From memory; applies no rule, and makes nobody known: for whom others only heard. */
    boolean isAdopted(String urn);

    /** Notes that a device was heard. Never blocks; kept in memory and written now and then. */
    void seen(Seen seen);

    /** All known devices, latest heard first. */
    List<Device> list();

    /** By URN, or by name where only one device has it. */
    Optional<Device> find(String urnOrName);

    /** What it says from the next sequence on may be sold. */
    CompletionStage<Device> adopt(String urn);

    /** Forgets the device: what it says is no longer sold, and it is unknown until it is heard again. False where it was not known. */
    CompletionStage<Boolean> forget(String urn);

    /** @param sender the authenticated name of who reported it, or "" @param receivedAt milliseconds since the epoch */
    record Seen(
            String urn,
            String profile,
            @Nullable String model,
            @Nullable String name,
            String source,
            String sender,
            String address,
            long receivedAt) {}

    /** Times in milliseconds since the epoch. @param adoptedBy "" where not adopted, else {@code operator} or the rule */
    record Device(
            String urn,
            String name,
            String model,
            String profile,
            String source,
            String address,
            long firstSeen,
            long lastSeen,
            long messages,
            String adoptedBy) {

        public boolean adopted() {
            return !adoptedBy.isEmpty();
        }
    }
}
