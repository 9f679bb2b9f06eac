package org.headgate.profile.lora.sightings.internal;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import org.headgate.api.profile.Decoded;
import org.headgate.api.profile.MalformedPayload;
import org.headgate.profile.lorawan.frame.CoverageBeacon;

/** A coverage beacon that this gateway sent, with the whole signature, by which others tell that what they heard was this one. */
final class OwnBeacon {
    private static final int SIGNATURE = 65;
    private static final double LARGEST = 0xffff_ffffL;

    private OwnBeacon() {}

    static void add(ObjectNode sent, Decoded.Builder decoded) throws MalformedPayload {
        byte[] frame = bytes(sent, "data", CoverageBeacon.SIZE);
        CoverageBeacon beacon = CoverageBeacon.read(frame)
                .orElseThrow(() -> new MalformedPayload("field_invalid", "data is no coverage beacon"));
        Sighting.beacon(beacon, decoded);
        decoded.data("beacon.proof", bytes(sent, "signature", SIGNATURE))
                .number("freq", "Hz", number(sent, "freq", 0, LARGEST))
                .number("sf", null, number(sent, "sf", 5, 12))
                .number("bw", "Hz", number(sent, "bw", 1, LARGEST))
                .number("eirp", "dBm", number(sent, "eirp", -200, 200))
                .data("payload", frame);
    }

    private static byte[] bytes(ObjectNode from, String key, int size) throws MalformedPayload {
        try {
            byte[] bytes = from.path(key).isTextual() ? from.path(key).binaryValue() : new byte[0];
            if (bytes.length == size) {
                return bytes;
            }
        } catch (IOException e) {
            throw new MalformedPayload("field_invalid", key + " is not Base64");
        }
        throw new MalformedPayload("field_invalid", key + " is not of " + size + " bytes");
    }

    private static double number(ObjectNode from, String key, double least, double most) throws MalformedPayload {
        JsonNode value = from.path(key);
        if (!value.isNumber() || !(value.doubleValue() >= least && value.doubleValue() <= most)) {
            throw new MalformedPayload("field_invalid", key + " is no number from " + least + " to " + most);
        }
        return value.doubleValue();
    }
}
