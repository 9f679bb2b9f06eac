package org.headgate.fuzz;

import java.util.Set;
import java.util.regex.Pattern;
import org.headgate.api.message.Message;
import org.headgate.api.profile.Decoded;
import org.headgate.api.profile.MalformedPayload;
import org.headgate.api.profile.Reading;
import org.headgate.senml.SenmlException;
import org.headgate.senml.SenmlPack;
import org.headgate.senml.SenmlRecord;

/** What holds of all that a profile says, whatever it was given. */
public final class Contract {
    /** The SenML registry (RFC 8428 §12.1, RFC 8798), as far as profiles use it. */
    private static final Set<String> UNITS = Set.of(
            ("m kg s A K rad N Pa J W C V Hz Ohm S Cel lm lx m2 m3 m/s m/s2 m3/s l/s W/m2 bit bit/s lat lon pH dB dBW count / % %RH %EL"
                            + " EL 1/s 1/min beat/min beats S/m B VA VAs var vars J/m kg/m3 deg NTU ms min h MHz kW kVA kvar Ah Wh kWh varh kvarh kVAh Wh/km KiB GB Mbit/s B/s"
                            + " MB/s mV mA dBm ug/m3 mm/h m/h ppm /100 /1000 hPa mm cm km km/h g g/L mg/L ug/L")
                    .split(" "));

    private static final Pattern CODE = Pattern.compile("[a-z][a-z0-9_]{0,63}");
    private static final int LONGEST_REASON = 2000;
    private static final int LONGEST_URN = 512;
    private static final double EARLIEST = 1e9;
    private static final double AHEAD = 300;
    private static final int LEAST_BYTES = 1 << 20;
    private static final int BYTES_A_BYTE = 300;

    private Contract() {}

    /** @param own whether the profile itself chooses names, units and times, and does not pass on what the sender chose */
    public static void holds(Message message, Reading reading, boolean own) {
        long bytes = 0;
        for (Decoded decoded : reading.decoded()) {
            bytes += holds(message, decoded, own);
        }
        must(
                bytes <= LEAST_BYTES + (long) BYTES_A_BYTE * message.payload().length,
                bytes + " bytes of records from a payload of " + message.payload().length);
        for (Reading.Notice notice : reading.notices()) {
            must(CODE.matcher(notice.code()).matches(), "notice " + notice.code());
            must(!notice.reason().isBlank() && !notice.advice().isBlank(), "a notice without reason or advice");
        }
    }

    /** A refusal has a stable code, and a reason that a person can read. */
    public static void holds(MalformedPayload refusal) {
        String reason = refusal.getMessage();
        must(CODE.matcher(refusal.code()).matches(), "code " + refusal.code());
        must(reason != null && !reason.isBlank(), "a refusal without a reason: " + refusal.code());
        must(reason.length() <= LONGEST_REASON, "a reason of " + reason.length() + " characters: " + refusal.code());
    }

    private static int holds(Message message, Decoded decoded, boolean own) {
        String device = decoded.device();
        for (SenmlRecord record : decoded.records()) {
            must(
                    record.name().equals(device) || record.name().startsWith(device + ":"),
                    record + " is not of " + device);
            if (own) {
                must(record.unit() == null || UNITS.contains(record.unit()), "unit " + record.unit());
                must(isPlausible(record.time(), message.receivedAt() / 1000.0), "time " + record.time());
            }
        }
        if (decoded.records().isEmpty()) {
            return 0;
        }
        must(device.startsWith("urn:dev:") || !own, "device " + device);
        return packed(decoded, own);
    }

    /** Intake refuses what SenML refuses; a profile that names its own quantities has no business with most of it. */
    private static int packed(Decoded decoded, boolean own) {
        try {
            SenmlPack pack = SenmlPack.of(decoded.records());
            must(SenmlPack.fromCanonical(pack.toCbor()).equals(pack), "another pack from the canonical form");
            return pack.toCbor().length;
        } catch (SenmlException e) {
            boolean longName = e.code().equals("name_invalid") && isLong(decoded);
            must(!own || longName || e.code().equals("text_invalid"), e.code() + ": " + e.getMessage());
            must(e.getMessage() != null && !e.getMessage().isBlank(), "a refusal without a reason: " + e.code());
            return 0;
        }
    }

    private static boolean isLong(Decoded decoded) {
        return decoded.records().stream().anyMatch(record -> record.name().length() > LONGEST_URN);
    }

    private static boolean isPlausible(double time, double receivedAt) {
        return time == receivedAt || time >= EARLIEST && time <= receivedAt + AHEAD;
    }

    /** @throws AssertionError which Jazzer and JUnit take for a finding */
    public static void must(boolean holds, String what) {
        if (!holds) {
            throw new AssertionError(what);
        }
    }
}
