package org.headgate.lora.source.internal;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.ByteBuffer;
import java.util.HexFormat;
import org.headgate.api.message.Message;
import org.headgate.api.message.Origin;
import org.headgate.api.message.Trust;
import org.headgate.lora.source.internal.Session.Verdict;
import org.headgate.profile.lorawan.frame.DataFrame;
import org.headgate.profile.lorawan.frame.DataRate;
import org.headgate.profile.lorawan.frame.HeardFrame;
import org.headgate.profile.lorawan.frame.HeardFrame.Antenna;
import org.jspecify.annotations.Nullable;

/** Makes messages of what devices said whose keys the operator gave: the form is that of profile lorawan's LoraFrame. Only on the loop. */
final class Devices {
    /** Beyond the time between two writings of the counters: after a crash the journal knows a replay. */
    private static final int ORIGIN_SECONDS = 3600;

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final HexFormat HEX = HexFormat.of();

    private final Sessions sessions;
    private final Counts counts;

    Devices(Sessions sessions, Counts counts) {
        this.sessions = sessions;
        this.counts = counts;
    }

    /** Null where nothing is to be handed in: of no device that is known, heard already, or with nothing for the application. */
    @Nullable
    Message said(long gateway, HeardFrame heard, long receivedAt) {
        DataFrame frame = heard.lorawan()
                .filter(DataFrame.class::isInstance)
                .map(DataFrame.class::cast)
                .orElse(null);
        if (frame == null || !frame.up() || !sessions.knows(frame.devAddr())) {
            return null;
        }
        Sessions.Found found = sessions.check(frame);
        Session session = found.session();
        if (session == null || found.checked().verdict() != Verdict.GENUINE) {
            count(found.checked().verdict());
            return null;
        }
        counts.deciphered.increment();
        if (frame.fPort() <= 0 || frame.payload().length == 0) {
            return null;
        }
        return message(gateway, heard, frame, session, found.checked(), receivedAt);
    }

    private void count(Verdict verdict) {
        switch (verdict) {
            case KNOWN -> counts.heardAgain.increment();
            case REPLAYED -> {
                counts.replayedAt = System.nanoTime();
                counts.replayed.increment();
            }
            default -> counts.foreign.increment();
        }
    }

    private static Message message(
            long gateway,
            HeardFrame heard,
            DataFrame frame,
            Session session,
            Session.Checked checked,
            long receivedAt) {
        String devEui = HEX.toHexDigits(session.devEui());
        ObjectNode json = JSON.createObjectNode()
                .put("devEui", devEui)
                .put("devAddr", HEX.toHexDigits(frame.devAddr(), 8))
                .put("fPort", frame.fPort())
                .put("fCnt", checked.counter())
                .put("confirmed", frame.confirmed())
                .put("data", checked.payload())
                .put("frequency", heard.frequency());
        if (heard.dataRate() instanceof DataRate.Lora lora) {
            json.put("spreadingFactor", lora.spreadingFactor()).put("bandwidth", lora.bandwidth());
        }
        if (session.name() != null) {
            json.put("name", session.name());
        }
        Antenna best = heard.antennas().get(0);
        json.putArray("gateways")
                .addObject()
                .put("id", HEX.toHexDigits(gateway))
                .put("rssi", best.rssi())
                .put("snr", best.snr());
        return new Message(
                "lora",
                LoraSource.NAME,
                "device/" + devEui + "/up",
                devEui,
                Trust.TRANSPORT,
                "application/json",
                bytes(json),
                receivedAt,
                new Origin(origin(session, checked.counter()), ORIGIN_SECONDS, true));
    }

    /** The print is cut from a cryptographic hash, and a counter counts once in a session. */
    private static long origin(Session session, long counter) {
        return ByteBuffer.wrap(HEX.parseHex(session.print())).getLong() + counter * 0x9e37_79b9_7f4a_7c15L;
    }

    private static byte[] bytes(ObjectNode json) {
        try {
            return JSON.writeValueAsBytes(json);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("an object of texts and numbers is JSON", e);
        }
    }
}
