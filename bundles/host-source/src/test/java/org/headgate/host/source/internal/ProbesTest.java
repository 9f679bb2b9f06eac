package org.headgate.host.source.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.stream.Collectors;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ProbesTest {
    private static final long SECOND = 1_000_000_000;

    @TempDir
    Path folder;

    private final Counters counters = new Counters();
    private Tree tree;

    @BeforeEach
    void record() {
        tree = Tree.router(folder);
    }

    @Test
    void system_recordedTree_givesLoadAndUptime() throws IOException {
        assertThat(read(new SystemProbe(), 1))
                .containsEntry("load/1min", 0.52)
                .containsEntry("load/15min", 0.15)
                .containsEntry("uptime", 86400.25)
                .doesNotContainKey("cpu/busy");
    }

    @Test
    void system_secondRound_givesShareOfBusyTime() throws IOException {
        Probe probe = new SystemProbe();
        read(probe, 1);
        tree.with("proc/stat", "cpu  150 0 125 900 125 0 0 0 0 0\n");
        assertThat(read(probe, 2).get("cpu/busy")).isEqualTo(0.25, within(1e-9));
    }

    @Test
    void memory_recordedTree_isInBytes() throws IOException {
        assertThat(read(new MemoryProbe(), 1))
                .containsEntry("memory/total", 129_024_000.0)
                .containsEntry("memory/available", 65_536_000.0)
                .containsEntry("swap/total", 0.0)
                .hasSize(5);
    }

    @Test
    void network_firstRound_givesNoRate() throws IOException {
        assertThat(network(1)).containsOnly(Map.entry("net/eth0/up", 1.0));
    }

    @Test
    void network_secondRound_givesBitsASecond() throws IOException {
        network(1);
        tree.withInterface("eth0", 2000, 2500);
        assertThat(network(11))
                .containsEntry("net/eth0/rx", 800.0)
                .containsEntry("net/eth0/tx", 400.0)
                .containsEntry("net/eth0/rx_errors", 0.0)
                .doesNotContainKey("net/lo/rx");
    }

    @Test
    void network_counterOf32BitsWraps_rateGoesOn() throws IOException {
        tree.withInterface("eth0", 4_294_967_000L, 0);
        network(1);
        tree.withInterface("eth0", 704, 0);
        assertThat(network(2)).containsEntry("net/eth0/rx", 8000.0);
    }

    @Test
    void network_counterReset_leavesOneRoundOut() throws IOException {
        tree.withInterface("eth0", 900_000, 0);
        network(1);
        tree.withInterface("eth0", 10, 0);
        assertThat(network(2)).doesNotContainKey("net/eth0/rx");
        tree.withInterface("eth0", 20, 0);
        assertThat(network(3)).containsEntry("net/eth0/rx", 80.0);
    }

    @Test
    void network_manyInterfaces_readsABoundedNumber() throws IOException {
        for (int i = 0; i < 40; i++) {
            tree.withInterface("port" + i, i, i);
        }
        assertThat(network(1)).hasSize(NetworkProbe.MAX_INTERFACES);
    }

    @Test
    void wireless_noNoiseFigure_isAbsent() throws IOException {
        assertThat(read(new WirelessProbe(), 1))
                .containsOnly(Map.entry("net/wlan0/quality", 58.0), Map.entry("net/wlan0/signal", -52.0));
    }

    @Test
    void thermal_zonesOfOneType_areBothTold() throws IOException {
        assertThat(read(new ThermalProbe(), 1))
                .containsOnly(
                        Map.entry("temperature/cpu-thermal", 51.234), Map.entry("temperature/thermal_zone1", -1.5));
    }

    @Test
    void disk_folder_givesItsStore() throws IOException {
        assertThat(read(new DiskProbe(folder), 1)).containsKeys("disk/total", "disk/free");
        assertThat(read(new DiskProbe(folder.resolve("absent")), 1)).isEmpty();
    }

    @Test
    void allProbes_emptyTree_findNothingAndDoNotFail() throws IOException {
        Path empty = Files.createDirectory(folder.resolve("empty"));
        for (Probe probe : new Probe[] {
            new SystemProbe(),
            new MemoryProbe(),
            new NetworkProbe(name -> false),
            new WirelessProbe(),
            new ThermalProbe()
        }) {
            Sample sample = new Sample(counters);
            probe.read(empty, sample);
            assertThat(sample.readings()).isEmpty();
        }
    }

    @Test
    void allProbes_garbledFiles_findNothingAndDoNotFail() throws IOException {
        for (String file : new String[] {
            "proc/loadavg",
            "proc/uptime",
            "proc/stat",
            "proc/meminfo",
            "proc/net/wireless",
            "sys/class/thermal/thermal_zone0/temp",
            "sys/class/thermal/thermal_zone1/temp",
            "sys/class/net/eth0/statistics/rx_bytes",
            "sys/class/net/eth0/operstate"
        }) {
            tree.with(file, "cpu \u0000 x:\t99999999999999999999 kB\n: 1 2");
        }
        for (Probe probe :
                new Probe[] {new SystemProbe(), new MemoryProbe(), new WirelessProbe(), new ThermalProbe()}) {
            assertThat(read(probe, 1)).isEmpty();
        }
    }

    @Test
    void thisMachine_linux_isMeasured() throws IOException {
        Sample sample = new Sample(counters);
        new SystemProbe().read(Path.of("/"), sample);
        new MemoryProbe().read(Path.of("/"), sample);
        assertThat(values(sample)).containsKeys("load/1min", "uptime", "memory/available");
    }

    @Test
    void machineName_machineId_isHashed() {
        assertThat(MachineName.of(folder)).matches("[0-9a-f]{16}").doesNotContain("0123456789abcdef");
        assertThat(MachineName.of(folder)).isEqualTo(MachineName.of(folder));
    }

    @Test
    void machineName_noMachineId_isHostName() throws IOException {
        Files.delete(folder.resolve("etc/machine-id"));
        assertThat(MachineName.of(folder)).isEqualTo("field-gw");
    }

    private Map<String, Double> network(long second) throws IOException {
        return read(new NetworkProbe("lo"::equals), second);
    }

    private Map<String, Double> read(Probe probe, long second) throws IOException {
        counters.round(second * SECOND);
        Sample sample = new Sample(counters);
        probe.read(folder, sample);
        return values(sample);
    }

    private static Map<String, Double> values(Sample sample) {
        return sample.readings().stream().collect(Collectors.toMap(Reading::quantity, Reading::value));
    }
}
