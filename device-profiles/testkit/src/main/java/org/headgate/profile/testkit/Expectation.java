package org.headgate.profile.testkit;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.fail;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.headgate.api.message.Message;
import org.headgate.api.profile.Announcement;
import org.headgate.api.profile.Claim;
import org.headgate.api.profile.Decoded;
import org.headgate.api.profile.DeviceProfile;
import org.headgate.api.profile.MalformedPayload;
import org.headgate.api.profile.Reading;
import org.headgate.senml.SenmlException;
import org.headgate.senml.SenmlPack;

/** Compares what a profile says with what its vector expects. */
final class Expectation {

    private Expectation() {}

    static void check(DeviceProfile profile, Vector vector) throws SenmlException {
        Memory memory = vector.memory(profile);
        Claim claim = memory.names(vector.message().address()) ? Claim.YES : profile.claims(vector.message());
        if (!vector.expect().path("claimed").asBoolean(true)) {
            assertNotEquals(Claim.YES, claim, "claimed");
            assertNotEquals(Claim.THIS_ONE, claim, "claimed");
            return;
        }
        if (claim == Claim.NO || claim == Claim.NOT_THIS_ONE) {
            fail("the profile does not claim " + vector.message().address() + ": " + claim);
        }
        String code = vector.expect().path("code").asText("");
        try {
            Reading reading = memory.read(vector.message());
            List<Decoded> decoded = reading.decoded();
            if (!code.isEmpty()) {
                fail("expected the code " + code + ", but it was decoded: " + decoded.size() + " contributions");
            }
            compare(decoded, vector);
            compare(reading, vector.expect());
        } catch (MalformedPayload e) {
            assertEquals(code, e.code(), "the payload was refused: " + e.getMessage());
        }
    }

    private static void compare(List<Decoded> decoded, Vector vector) throws SenmlException {
        List<JsonNode> expected = expected(vector.expect());
        List<JsonNode> sightings = new ArrayList<>();
        vector.expect().path("sightings").forEach(sightings::add);
        List<Decoded> kept =
                decoded.stream().filter(one -> !one.records().isEmpty()).toList();
        compare(of(kept, false), expected, "measurement", vector.message());
        if (!sightings.isEmpty() || expected.isEmpty()) {
            compare(of(kept, true), sightings, "coverage_sighting", vector.message());
        }
    }

    private static List<Decoded> of(List<Decoded> kept, boolean sightings) {
        return kept.stream()
                .filter(one -> (one.transmitter() != null) == sightings)
                .toList();
    }

    private static void compare(List<Decoded> kept, List<JsonNode> expected, String kind, Message message)
            throws SenmlException {
        if (expected.size() != kept.size()) {
            fail("expected " + expected.size() + " of kind " + kind + ", got " + show(kept));
        }
        for (int i = 0; i < kept.size(); i++) {
            compare(kept.get(i), expected.get(i), kind, message);
        }
    }

    private static void compare(Reading reading, JsonNode expect) {
        if (expect.has("announced")) {
            assertEquals(
                    texts(expect.get("announced")),
                    reading.announced().stream().map(Announcement::name).toList(),
                    "announced");
        }
        if (expect.has("withdrawn")) {
            assertEquals(texts(expect.get("withdrawn")), reading.withdrawn(), "withdrawn");
        }
        assertEquals(
                texts(expect.path("notices")),
                reading.notices().stream().map(Reading.Notice::code).toList(),
                () -> "notices: " + reading.notices());
    }

    private static List<String> texts(JsonNode array) {
        List<String> texts = new ArrayList<>();
        array.forEach(text -> texts.add(text.asText()));
        return texts;
    }

    private static void compare(Decoded decoded, JsonNode expected, String usual, Message message)
            throws SenmlException {
        if (expected.has("device")) {
            assertEquals(expected.get("device").asText(), decoded.device(), "device");
        }
        String kind = expected.path("kind").asText(usual);
        assertEquals(kind, decoded.kind().name().toLowerCase(Locale.ROOT), "kind");
        if (expected.has("model")) {
            assertEquals(expected.get("model").asText(), String.valueOf(decoded.model()), "model");
        }
        byte[] pack = expected.get("pack").toString().getBytes(StandardCharsets.UTF_8);
        assertEquals(
                json(SenmlPack.readJson(pack, message.receivedAt())), json(SenmlPack.of(decoded.records())), "pack");
        String prefix = decoded.device();
        decoded.records().forEach(record -> {
            if (!record.name().equals(prefix) && !record.name().startsWith(prefix + ":")) {
                fail("record " + record.name() + " is not of device " + prefix);
            }
        });
    }

    private static List<JsonNode> expected(JsonNode expect) {
        List<JsonNode> contributions = new ArrayList<>();
        if (expect.has("pack")) {
            contributions.add(expect);
        } else if (expect.has("contributions")) {
            expect.get("contributions").forEach(contributions::add);
        } else if (!expect.path("ignored").asBoolean(false) && !expect.has("sightings")) {
            fail("a vector expects one of pack, contributions, sightings, code, ignored:true, claimed:false");
        }
        return contributions;
    }

    private static String show(List<Decoded> decoded) throws SenmlException {
        StringBuilder shown = new StringBuilder().append(decoded.size());
        for (Decoded one : decoded) {
            shown.append('\n').append(json(SenmlPack.of(one.records())));
        }
        return shown.toString();
    }

    /** One record a line, so that a difference is seen at once. */
    private static String json(SenmlPack pack) {
        return new String(pack.toJson(), StandardCharsets.UTF_8).replace("},{", "},\n{");
    }
}
