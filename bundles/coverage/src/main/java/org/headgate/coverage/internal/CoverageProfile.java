package org.headgate.coverage.internal;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import org.headgate.api.message.Message;
import org.headgate.api.profile.Claim;
import org.headgate.api.profile.Decoded;
import org.headgate.api.profile.DeviceProfile;
import org.headgate.api.profile.DeviceUrn;
import org.headgate.api.profile.MalformedPayload;
import org.headgate.api.profile.ProfileProperties;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;

/** Decodes what {@link Outbox} hands in. */
@Component(
        property = {
            ProfileProperties.ID + "=" + CoverageProfile.ID,
            ProfileProperties.VERSION + "=1.0.0",
            ProfileProperties.TITLE + "=Coverage",
            ProfileProperties.TRANSPORTS + "=" + CoverageProfile.ID,
            ProfileProperties.TOPICS + "=" + Publication.CELL,
            ProfileProperties.TOPICS + "=" + Publication.WITNESS
        })
public final class CoverageProfile implements DeviceProfile {
    static final String ID = "coverage";

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Map<String, String> UNITS = Map.ofEntries(
            Map.entry("lat", "lat"),
            Map.entry("lon", "lon"),
            Map.entry("count", "count"),
            Map.entry("refused", "count"),
            Map.entry("rssi/best", "dBm"),
            Map.entry("rssi/median", "dBm"),
            Map.entry("snr/best", "dB"),
            Map.entry("snr/median", "dB"),
            Map.entry("transmitters", "count"));

    @Activate
    public CoverageProfile() {}

    @Override
    public Claim claims(Message message) {
        boolean ours = message.transport().equals(ID)
                && (message.address().equals(Publication.CELL)
                        || message.address().equals(Publication.WITNESS));
        return ours ? Claim.YES : Claim.NO;
    }

    @Override
    public List<Decoded> decode(Message message) throws MalformedPayload {
        boolean cell = message.address().equals(Publication.CELL);
        Decoded.Builder decoded = Decoded.of(DeviceUrn.named(ID, cell ? "cells" : "witness"), message)
                .model(cell ? "coverage by cell" : "coverage verdicts")
                .name(cell ? "coverage" : "witness");
        try {
            JsonNode told = JSON.readTree(message.payload());
            decoded.at(told.required("at").longValue() / 1000.0);
            for (Map.Entry<String, JsonNode> field : told.properties()) {
                if (!field.getKey().equals("at")) {
                    add(decoded, field.getKey(), field.getValue());
                }
            }
        } catch (IOException | IllegalArgumentException e) {
            throw new MalformedPayload("not_coverage", "not what this bundle writes: " + e.getMessage());
        }
        return List.of(decoded.build());
    }

    private static void add(Decoded.Builder decoded, String quantity, JsonNode value) throws IOException {
        if (quantity.equals("verdict")) {
            decoded.data(quantity, value.binaryValue());
        } else if (quantity.equals("last")) {
            decoded.number(quantity, "s", value.longValue() / 1000.0);
        } else if (value.isNumber()) {
            decoded.number(quantity, UNITS.get(quantity), value.doubleValue());
        } else if (value.isBoolean()) {
            decoded.flag(quantity, value.booleanValue());
        } else {
            decoded.text(quantity, value.asText());
        }
    }
}
