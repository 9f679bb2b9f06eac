package org.headgate.host.source.internal;

import java.nio.file.Path;
import java.util.HashSet;
import java.util.OptionalLong;
import java.util.Set;

/** Thermal zones, in degrees Celsius; the kernel tells thousandths. */
final class ThermalProbe implements Probe {
    private static final double MILLI = 1000;

    @Override
    public void read(Path root, Sample sample) {
        Path zones = root.resolve("sys/class/thermal");
        Set<String> taken = new HashSet<>();
        for (String zone : ProcFile.names(zones)) {
            OptionalLong temperature = ProcFile.number(zones.resolve(zone).resolve("temp"));
            if (zone.startsWith("thermal_zone") && temperature.isPresent()) {
                String type = ProcFile.quantity(
                        ProcFile.text(zones.resolve(zone).resolve("type")).strip());
                String name = !type.isEmpty() && taken.add(type) ? type : zone;
                sample.add("temperature/" + name, "Cel", temperature.getAsLong() / MILLI);
            }
        }
    }
}
