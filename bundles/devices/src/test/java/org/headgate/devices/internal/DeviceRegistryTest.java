package org.headgate.devices.internal;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import org.headgate.api.device.Devices.Device;
import org.headgate.api.device.Devices.Seen;
import org.headgate.store.Database;
import org.headgate.store.StoreUnavailable;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DeviceRegistryTest {
    private static final String LAMP = "urn:dev:ops:headgate-mqtt-lamp";

    private final AtomicLong now = new AtomicLong(1_000_000);

    private BreakableDatabase breakable;
    private Database database;

    @BeforeEach
    void prepare(@TempDir Path folder) throws StoreUnavailable {
        breakable = new BreakableDatabase(folder);
        database = breakable.database();
        database.prepare("devices", List.of(DeviceTable.SCHEMA));
    }

    @AfterEach
    void close() {
        breakable.close();
    }

    @Test
    void adopted_neverSeenNoRule_isFalseAndLeavesNoTrace() {
        DeviceRegistry devices = registry("", 10);
        assertThat(devices.adopted(LAMP, "tasmota")).isFalse();
        assertThat(devices.list()).isEmpty();
    }

    @Test
    void adopted_ruleMatches_adoptsAndKeepsTheRuleAsReason() throws StoreUnavailable {
        DeviceRegistry devices = registry("zigbee2mqtt:*, tasmota:*-lamp", 10);
        assertThat(devices.adopted(LAMP, "tasmota")).isTrue();
        assertThat(devices.adopted(LAMP, "senml")).isTrue();
        assertThat(devices.adopted("urn:dev:ops:headgate-mqtt-plug", "tasmota")).isFalse();
        devices.save(false);
        assertThat(reloaded().find(LAMP).orElseThrow().adoptedBy()).isEqualTo("tasmota:*-lamp");
    }

    @Test
    void adopt_heardDevice_isKeptAcrossRestart() throws StoreUnavailable {
        DeviceRegistry devices = registry("", 10);
        devices.seen(seen(LAMP, "lamp", 5));
        assertThat(devices.adopt(LAMP)).isCompletedWithValueMatching(Device::adopted);
        assertThat(reloaded().adopted(LAMP, "tasmota")).isTrue();
    }

    @Test
    void adopt_unknownDevice_failsAndSaysWhatToDo() {
        assertThat(registry("", 10).adopt(LAMP).toCompletableFuture())
                .failsWithin(java.time.Duration.ofMinutes(2))
                .withThrowableThat()
                .withMessageContaining("headgate device list");
    }

    @Test
    void adopt_storeBroken_staysUnadopted() {
        DeviceRegistry devices = registry("", 10);
        devices.seen(seen(LAMP, "lamp", 5));
        breakable.breakDown(true);
        assertThat(devices.adopt(LAMP).toCompletableFuture()).isCompletedExceptionally();
        assertThat(devices.adopted(LAMP, "tasmota")).isFalse();
    }

    @Test
    void forget_adoptedDevice_isUnknownHereAndAfterRestart() throws StoreUnavailable {
        DeviceRegistry devices = registry("", 10);
        devices.seen(seen(LAMP, "lamp", 5));
        devices.adopt(LAMP);
        assertThat(devices.forget(LAMP)).isCompletedWithValue(true);
        assertThat(devices.forget(LAMP)).isCompletedWithValue(false);
        devices.save(true);
        assertThat(devices.adopted(LAMP, "tasmota")).isFalse();
        assertThat(reloaded().list()).isEmpty();
    }

    @Test
    void seen_oftenAndSaved_countsAndKeepsLatest() throws StoreUnavailable {
        DeviceRegistry devices = registry("", 10);
        devices.seen(seen(LAMP, null, 5));
        devices.seen(seen(LAMP, "lamp", 9));
        devices.seen(seen(LAMP, "lamp", 7));
        devices.save(true);
        Device kept = reloaded().find("lamp").orElseThrow();
        assertThat(kept.messages()).isEqualTo(3);
        assertThat(kept.firstSeen()).isEqualTo(5);
        assertThat(kept.lastSeen()).isEqualTo(9);
    }

    @Test
    void save_afterAdoption_doesNotUndoIt() throws StoreUnavailable {
        DeviceRegistry devices = registry("", 10);
        devices.seen(seen(LAMP, "lamp", 5));
        devices.adopt(LAMP);
        devices.seen(seen(LAMP, "lamp", 6));
        devices.save(true);
        assertThat(reloaded().adopted(LAMP, "tasmota")).isTrue();
    }

    @Test
    void save_storeBroken_isMadeUpLater() throws StoreUnavailable {
        DeviceRegistry devices = registry("", 10);
        devices.seen(seen(LAMP, "lamp", 5));
        devices.seen(seen(LAMP, "lamp", 6));
        breakable.breakDown(true);
        devices.save(false);
        breakable.breakDown(false);
        devices.save(false);
        assertThat(devices.failedSaves.sum()).isEqualTo(1);
        assertThat(reloaded().find(LAMP)).isPresent();
    }

    @Test
    void find_nameOfTwoDevices_isEmpty() {
        DeviceRegistry devices = registry("", 10);
        devices.seen(seen(LAMP, "lamp", 5));
        devices.seen(seen(LAMP + "2", "lamp", 5));
        assertThat(devices.find("lamp")).isEmpty();
        assertThat(devices.find(LAMP)).isPresent();
    }

    @Test
    void seen_moreThanMax_dropsTheLongestSilentGhost() throws StoreUnavailable {
        DeviceRegistry devices = registry("", 3);
        devices.seen(seen("urn:dev:ops:a", "a", 1));
        devices.adopt("urn:dev:ops:a");
        devices.seen(seen("urn:dev:ops:b", "b", 3));
        devices.seen(seen("urn:dev:ops:c", "c", 2));
        devices.save(true);
        devices.seen(seen("urn:dev:ops:d", "d", 4));
        devices.save(true);
        assertThat(devices.list()).extracting(Device::name).containsExactly("d", "b", "a");
        assertThat(reloaded().list()).extracting(Device::name).containsExactly("d", "b", "a");
        assertThat(devices.dropped.sum()).isEqualTo(1);
    }

    @Test
    void seen_allPlacesAdopted_isCountedNotTracked() {
        DeviceRegistry devices = registry("*", 1);
        devices.seen(seen("urn:dev:ops:a", "a", 1));
        devices.seen(seen("urn:dev:ops:b", "b", 1));
        assertThat(devices.size()).isEqualTo(1);
        assertThat(devices.untracked.sum()).isEqualTo(1);
        assertThat(devices.adopted("urn:dev:ops:b", "x")).isFalse();
    }

    @Test
    void save_ghostSilentTooLong_isForgottenButNotTheAdopted() throws StoreUnavailable {
        DeviceRegistry devices = registry("", 10);
        devices.seen(seen("urn:dev:ops:a", "a", 1));
        devices.adopt("urn:dev:ops:a");
        devices.seen(seen("urn:dev:ops:b", "b", 1));
        devices.save(true);
        now.addAndGet(10_000_000);
        devices.save(false);
        assertThat(devices.list()).extracting(Device::name).containsExactly("a");
        assertThat(reloaded().list()).extracting(Device::name).containsExactly("a");
    }

    private DeviceRegistry registry(String rule, int max) {
        return new DeviceRegistry(database, AdoptionRule.parse(rule), max, 5_000_000, max, now::get);
    }

    private DeviceRegistry reloaded() throws StoreUnavailable {
        DeviceRegistry devices = registry("", 10);
        devices.load(database.read(DeviceTable::load));
        return devices;
    }

    private static Seen seen(String urn, @Nullable String name, long at) {
        return new Seen(urn, "tasmota", "model", name, "mqtt-door", "", "tele/x/SENSOR", at);
    }
}
