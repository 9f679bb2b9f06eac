package org.headgate.fuzz;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/** Good input, as devices send it; for profiles the first line is the address. {@code main} writes the seeds of a target into a folder. */
public final class Seeds {
    static final List<byte[]> SENML = texts(
            "senml/field/7\n[{\"bn\":\"urn:dev:mac:0024befffe804ff1:\",\"n\":\"temperature\",\"u\":\"Cel\",\"v\":21.5}]",
            "senml/field/7\n[{\"bn\":\"urn:dev:ops:acme-7:\",\"bt\":1.7e9,\"bu\":\"Cel\",\"bv\":2,\"n\":\"a\",\"v\":1,\"t\":-5},"
                    + "{\"n\":\"b\",\"vs\":\"open\",\"ut\":60},{\"n\":\"c\",\"vb\":true},{\"n\":\"d\",\"vd\":\"AQID\",\"s\":1.5}]");
    static final List<byte[]> ZIGBEE = texts(
            "zigbee2mqtt/kitchen\n{\"battery\":100,\"humidity\":45.2,\"linkquality\":120,\"temperature\":21.5,\"voltage\":3000,"
                    + "\"last_seen\":\"2024-01-02T03:04:05Z\",\"device\":{\"ieeeAddr\":\"0x00158d0001a2b3c4\",\"model\":\"WSDCGQ11LM\"}}",
            "zigbee2mqtt/door\n{\"contact\":true,\"last_seen\":1700000000000,\"device\":{\"ieeeAddr\":\"0x00158d0001a2b3c5\"}}",
            "zigbee2mqtt/bridge/devices\n[{\"ieee_address\":\"0x00158d0001a2b3c4\",\"friendly_name\":\"kitchen\"}]");
    static final List<byte[]> TASMOTA = texts(
            "tele/plug/SENSOR\n{\"Time\":\"2024-01-02T03:04:05\",\"ENERGY\":{\"TotalStartTime\":\"2023-01-01T00:00:00\",\"Total\":12.5,"
                    + "\"Power\":[5,6],\"Voltage\":230,\"Current\":0.02},\"DS18B20\":{\"Id\":\"01144A0CB2AA\",\"Temperature\":21.4},"
                    + "\"TempUnit\":\"C\"}",
            "tele/plug/STATE\n{\"Time\":\"2024-01-02T03:04:05\",\"Uptime\":\"0T00:10:10\",\"UptimeSec\":610,\"Heap\":27,"
                    + "\"POWER1\":\"ON\",\"Wifi\":{\"AP\":1,\"RSSI\":80,\"Signal\":-60}}",
            "stat/plug/STATUS10\n{\"StatusSNS\":{\"Time\":\"2024-01-02T03:04:05\",\"AM2301\":{\"Temperature\":20,\"Humidity\":50}}}");

    private Seeds() {}

    public static List<byte[]> texts(String... texts) {
        return Stream.of(texts)
                .map(text -> text.getBytes(StandardCharsets.UTF_8))
                .toList();
    }

    /** @param arguments target, folder */
    public static void main(String[] arguments) throws IOException {
        Path folder = Files.createDirectories(Path.of(arguments[1]));
        List<byte[]> seeds = Targets.named(arguments[0]).seeds();
        for (int i = 0; i < seeds.size(); i++) {
            Files.write(folder.resolve("seed-" + i), seeds.get(i));
        }
        List<byte[]> bombs = Bombs.small();
        for (int i = 0; i < bombs.size(); i++) {
            Files.write(folder.resolve("bomb-" + i), bombs.get(i));
        }
    }
}
