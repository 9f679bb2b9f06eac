package org.headgate.devices.internal;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import org.headgate.api.device.Devices.Device;
import org.headgate.api.device.Devices.Seen;
import org.headgate.store.Database;
import org.headgate.store.StoreUnavailable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Addresses that come once and never again, in front of the database itself. */
class GhostsTest {
    private static final int FLOOD = 100_000;
    private static final int MAX = 1000;
    private static final int PER_SOURCE = 200;
    private static final long SILENCE = 1_000_000;

    private final AtomicLong now = new AtomicLong(1_000_000);

    @TempDir
    Path folder;

    private BreakableDatabase breakable;
    private Database database;
    private DeviceRegistry devices;

    @BeforeEach
    void open() throws StoreUnavailable {
        breakable = new BreakableDatabase(folder);
        database = breakable.database();
        database.prepare("devices", List.of(DeviceTable.SCHEMA));
        devices = new DeviceRegistry(database, AdoptionRule.parse(""), MAX, SILENCE, PER_SOURCE, now::get);
        devices.load(database.read(DeviceTable::load));
    }

    @AfterEach
    void close() {
        breakable.close();
    }

    @Test
    void seen_floodFromOneSource_costsThatSourceAlone() throws StoreUnavailable {
        for (int i = 0; i < 50; i++) {
            hear("adopted-" + i, "theengs", "");
            devices.adopt(urn("adopted-" + i));
            hear("lamp-" + i, "zigbee2mqtt", "");
            hear("neighbour-" + i, "theengs", "garage");
        }
        flood(0, FLOOD);
        assertThat(devices.size()).isLessThanOrEqualTo(150 + PER_SOURCE);
        assertThat(devices.ghostCount()).isLessThanOrEqualTo(100 + PER_SOURCE);
        assertThat(devices.dropped.sum()).isGreaterThanOrEqualTo(FLOOD - PER_SOURCE);
        assertThat(devices.fullSource()).isEqualTo("mqtt-door theengs");
        assertAllThere();
        devices.save(true);
        reopen();
        assertAllThere();
        assertThat(devices.adoptedCount()).isEqualTo(50);
        assertThat(devices.size()).isLessThanOrEqualTo(150 + PER_SOURCE);
    }

    @Test
    void seen_realDeviceOfTheFloodedSource_staysOnceItIsHeardAgainAndCanBeAdopted() throws StoreUnavailable {
        flood(0, 10_000);
        hear("sensor", "theengs", "");
        hear("sensor", "theengs", "");
        flood(10_000, FLOOD);
        assertThat(devices.find(urn("sensor"))).isPresent();
        assertThat(devices.adopt(urn("sensor"))).isCompletedWithValueMatching(Device::adopted);
        flood(FLOOD, FLOOD + 10_000);
        devices.save(true);
        reopen();
        assertThat(devices.adopted(urn("sensor"), "theengs")).isTrue();
    }

    @Test
    void seen_floodThatComesTwiceEach_theNewestStay() {
        for (int i = 0; i < 10_000; i++) {
            hear("flood-" + i, "theengs", "");
            hear("flood-" + i, "theengs", "");
        }
        hear("sensor", "theengs", "");
        assertThat(devices.ghostCount()).isLessThanOrEqualTo(PER_SOURCE);
        assertThat(devices.find(urn("sensor"))).isPresent();
        assertThat(devices.find(urn("flood-9999"))).isPresent();
        assertThat(devices.find(urn("flood-0"))).isEmpty();
    }

    @Test
    void seen_floodsFromManySources_areBoundedByAllPlaces() {
        hear("mine", "theengs", "");
        devices.adopt(urn("mine"));
        for (int i = 0; i < 20_000; i++) {
            hear("flood-" + i, "theengs", "sender-" + i % 50);
        }
        assertThat(devices.size()).isLessThanOrEqualTo(MAX);
        assertThat(devices.adopted(urn("mine"), "theengs")).isTrue();
        assertThat(devices.untracked.sum()).isZero();
    }

    @Test
    void save_floodIsOver_ghostsExpireAndTheirPlacesAreFree() throws StoreUnavailable {
        hear("mine", "theengs", "");
        devices.adopt(urn("mine"));
        flood(0, 5000);
        devices.save(true);
        now.addAndGet(SILENCE + 10_000);
        devices.save(true);
        assertThat(devices.list()).extracting(Device::urn).containsExactly(urn("mine"));
        assertThat(devices.ghostCount()).isZero();
        reopen();
        assertThat(devices.list()).extracting(Device::urn).containsExactly(urn("mine"));
        flood(0, PER_SOURCE);
        assertThat(devices.dropped.sum()).isZero();
    }

    @Test
    void save_heardOnce_isNotWrittenBeforeTheCountsAre() throws StoreUnavailable {
        hear("once", "theengs", "");
        hear("twice", "theengs", "");
        hear("twice", "theengs", "");
        devices.save(false);
        assertThat(database.read(DeviceTable::load)).extracting(Device::urn).containsExactly(urn("twice"));
        devices.save(true);
        assertThat(database.read(DeviceTable::load)).hasSize(2);
    }

    @Test
    void adoptAndForget_ghostsAreCountedOnce() throws StoreUnavailable {
        hear("a", "theengs", "");
        hear("b", "theengs", "");
        devices.adopt(urn("a"));
        devices.adopt(urn("a"));
        assertThat(devices.ghostCount()).isEqualTo(1);
        devices.forget(urn("a"));
        assertThat(devices.ghostCount()).isEqualTo(1);
        devices.forget(urn("b"));
        assertThat(devices.ghostCount()).isZero();
        reopen();
        assertThat(devices.ghostCount()).isZero();
    }

    private void assertAllThere() {
        List<String> wanted = new ArrayList<>();
        for (int i = 0; i < 50; i++) {
            wanted.addAll(List.of(urn("adopted-" + i), urn("lamp-" + i), urn("neighbour-" + i)));
        }
        assertThat(devices.list()).extracting(Device::urn).containsAll(wanted);
    }

    private void flood(int from, int to) {
        for (int i = from; i < to; i++) {
            hear("flood-" + i, "theengs", "");
        }
    }

    private void reopen() throws StoreUnavailable {
        breakable.close();
        open();
    }

    private void hear(String name, String profile, String sender) {
        long at = now.incrementAndGet() / 100;
        devices.adopted(urn(name), profile);
        devices.seen(new Seen(urn(name), profile, null, name, "mqtt-door", sender, "home/gw/BTtoMQTT/x", at + 900_000));
    }

    private static String urn(String name) {
        return "urn:dev:ops:headgate-mqtt-" + name;
    }
}
