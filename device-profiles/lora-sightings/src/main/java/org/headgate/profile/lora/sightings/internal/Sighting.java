package org.headgate.profile.lora.sightings.internal;

import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import org.headgate.api.message.Kind;
import org.headgate.api.message.Message;
import org.headgate.api.profile.Decoded;
import org.headgate.api.profile.MalformedPayload;
import org.headgate.profile.json.DeviceTime;
import org.headgate.profile.json.Scale;
import org.headgate.profile.lorawan.frame.CoverageBeacon;
import org.headgate.profile.lorawan.frame.DataFrame;
import org.headgate.profile.lorawan.frame.DataRate;
import org.headgate.profile.lorawan.frame.HeardFrame;
import org.headgate.profile.lorawan.frame.HeardFrame.Antenna;
import org.headgate.profile.lorawan.frame.PhyPayload;
import org.headgate.profile.lorawan.frame.PhyPayload.JoinRequest;
import org.headgate.profile.lorawan.frame.PhyPayload.RejoinRequest;

/** A frame that a gateway heard. Of frames whose checksum is wrong nothing is told of who sent them. */
final class Sighting {
    private static final HexFormat HEX = HexFormat.of();

    private Sighting() {}

    static void add(HeardFrame frame, Message message, Decoded.Builder decoded) throws MalformedPayload {
        decoded.kind(Kind.COVERAGE_SIGHTING);
        if (frame.time() != null) {
            DeviceTime.of(frame.time(), message.receivedAt()).ifPresent(decoded::at);
        }
        radio(frame, decoded);
        frame.lorawan().ifPresent(found -> sender(found, decoded));
        frame.beacon().ifPresent(found -> beacon(found, decoded));
        decoded.number("size", "B", frame.payload().length);
        decoded.data("payload", frame.payload());
    }

    private static void radio(HeardFrame frame, Decoded.Builder decoded) throws MalformedPayload {
        level("", frame.antennas().get(0), decoded);
        decoded.number("freq", "Hz", frame.frequency());
        if (frame.dataRate() instanceof DataRate.Lora lora) {
            decoded.number("sf", null, lora.spreadingFactor());
            decoded.number("bw", "Hz", lora.bandwidth());
        } else if (frame.dataRate() instanceof DataRate.Fsk fsk) {
            decoded.number("bitrate", "bit/s", fsk.bitsPerSecond());
        } else {
            decoded.text("datarate", frame.dataRate().text());
        }
        if (frame.modulation() != null && !frame.modulation().isEmpty()) {
            decoded.text("modulation", frame.modulation().toLowerCase(Locale.ROOT));
        }
        if (frame.codingRate() != null && !frame.codingRate().isEmpty()) {
            decoded.text("coderate", frame.codingRate());
        }
        if (frame.crc() != null) {
            decoded.text("crc", frame.crc() > 0 ? "right" : frame.crc() < 0 ? "wrong" : "none");
        }
        if (frame.timestamp() != null) {
            decoded.number("tmst", null, frame.timestamp());
        }
        List<Antenna> antennas = frame.antennas();
        for (int i = 0; antennas.size() > 1 && i < antennas.size(); i++) {
            level("antenna." + (i + 1) + ".", antennas.get(i), decoded);
        }
    }

    private static void level(String prefix, Antenna antenna, Decoded.Builder decoded) throws MalformedPayload {
        if (antenna.rssi() != null) {
            Scale.check(antenna.rssi());
            decoded.number(prefix + "rssi", "dBm", antenna.rssi());
        }
        if (antenna.snr() != null) {
            Scale.check(antenna.snr());
            decoded.number(prefix + "snr", "dB", antenna.snr());
        }
    }

    /** Of another gateway, or of one that pretends to be it: only who knows its whole signature can tell. */
    static void beacon(CoverageBeacon beacon, Decoded.Builder decoded) {
        decoded.text("beacon.key", HEX.formatHex(beacon.keyId()))
                .number("beacon.counter", null, beacon.counter())
                .number("beacon.started", "s", beacon.startedAt())
                .data("beacon.signature", beacon.signature());
    }

    private static void sender(PhyPayload frame, Decoded.Builder decoded) {
        decoded.text("frame", frame.type());
        if (frame instanceof JoinRequest join) {
            decoded.text("join_eui", HEX.toHexDigits(join.joinEui()));
            decoded.text("dev_eui", HEX.toHexDigits(join.devEui()));
        } else if (frame instanceof RejoinRequest rejoin) {
            decoded.text("dev_eui", HEX.toHexDigits(rejoin.devEui()));
        } else if (frame instanceof DataFrame data) {
            decoded.text("dev_addr", HEX.toHexDigits(data.devAddr(), 8));
            decoded.number("fcnt", null, data.fCnt());
            if (data.fPort() >= 0) {
                decoded.number("fport", null, data.fPort());
            }
        }
    }
}
