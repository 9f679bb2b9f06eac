package org.headgate.profile.lorawan.frame;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.headgate.api.profile.MalformedPayload;

/** How fast a frame was sent. */
public sealed interface DataRate {
    Pattern LORA = Pattern.compile("SF([0-9]{1,2})BW([0-9]{1,4}(?:\\.[0-9]{1,3})?)");
    Pattern OTHER = Pattern.compile("[A-Za-z0-9._-]{1,24}");

    /** As forwarders write it: {@code SF7BW125}. */
    String text();

    /** @param spreadingFactor 5 to 12 @param bandwidth Hz */
    record Lora(int spreadingFactor, long bandwidth, String text) implements DataRate {}

    /** @param bitsPerSecond of FSK */
    record Fsk(long bitsPerSecond) implements DataRate {
        @Override
        public String text() {
            return Long.toString(bitsPerSecond);
        }
    }

    /** Of another modulation, as it was sent; of LR-FHSS {@code M0CW137}, for example. */
    record Other(String text) implements DataRate {}

    /** @throws MalformedPayload {@code field_missing} or {@code field_invalid} */
    static DataRate read(JsonNode datr) throws MalformedPayload {
        if (datr.isMissingNode() || datr.isNull()) {
            throw new MalformedPayload("field_missing", "there is no datr");
        }
        if (datr.isNumber()) {
            double bits = datr.doubleValue();
            if (!(bits > 0 && bits <= 10e6) || bits != Math.rint(bits)) {
                throw HeardFrame.invalid("datr", "no number of bits a second");
            }
            return new Fsk((long) bits);
        }
        String text = datr.isTextual() ? datr.textValue() : "";
        Matcher lora = LORA.matcher(text);
        if (lora.matches()) {
            int spreadingFactor = Integer.parseInt(lora.group(1));
            double kilohertz = Double.parseDouble(lora.group(2));
            if (spreadingFactor < 5 || spreadingFactor > 12 || kilohertz == 0) {
                throw HeardFrame.invalid("datr", "no data rate of LoRa, SF5 to SF12");
            }
            return new Lora(spreadingFactor, Math.round(kilohertz * 1000), text);
        }
        if (!OTHER.matcher(text).matches()) {
            throw HeardFrame.invalid("datr", "no data rate");
        }
        return new Other(text);
    }
}
