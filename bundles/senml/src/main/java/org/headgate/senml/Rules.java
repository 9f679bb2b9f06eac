package org.headgate.senml;

import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What holds for every resolved record, wherever it comes from. */
final class Rules {
    /** Integers up to here are the same in every double, JSON and CBOR implementation. */
    static final double LIMIT = 0x1p53;

    private Rules() {}

    /** Finite, below 2^53 in size; −0 becomes 0. */
    static double number(double value, String label) throws SenmlException {
        if (!(Math.abs(value) < LIMIT)) {
            throw new SenmlException(
                    "number_out_of_range", label + " is " + value + ", a number must be finite and below 2^53 in size");
        }
        return value == 0 ? 0.0 : value;
    }

    /** RFC 8428 §4.5.1. */
    static void name(String name) throws SenmlException {
        int length = name.length();
        if (length == 0) {
            throw new SenmlException("name_invalid", "a record has no name");
        }
        if (length > Limits.NAME_CHARS) {
            throw new SenmlException(
                    "name_invalid",
                    "a name has " + length + " characters, at most " + Limits.NAME_CHARS + " are accepted");
        }
        for (int i = 0; i < length; i++) {
            char c = name.charAt(i);
            boolean alphanumeric = c >= 'a' && c <= 'z' || c >= '0' && c <= '9' || c >= 'A' && c <= 'Z';
            if (!alphanumeric && (i == 0 || c != ':' && c != '-' && c != '.' && c != '/' && c != '_')) {
                throw new SenmlException(
                        "name_invalid",
                        "character " + i + " of the name " + Quote.of(name)
                                + " is not allowed there (RFC 8428 section 4.5.1)");
            }
        }
    }

    /** Well-formed UTF-16, so that it has exactly one UTF-8 form. */
    static String text(String text, String label) throws SenmlException {
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c >= Character.MIN_SURROGATE && c <= Character.MAX_SURROGATE) {
                boolean pair = Character.isHighSurrogate(c)
                        && i + 1 < text.length()
                        && Character.isLowSurrogate(text.charAt(i + 1));
                if (!pair) {
                    throw new SenmlException("text_invalid", label + " holds half a surrogate pair at character " + i);
                }
                i++;
            }
        }
        return text;
    }

    static void extensionLabel(String label) throws SenmlException {
        if (label.isEmpty() || label.length() > Limits.LABEL_CHARS) {
            throw new SenmlException(
                    "label_unknown",
                    "a label has " + label.length() + " characters, 1 to " + Limits.LABEL_CHARS + " are accepted");
        }
        text(label, "a label");
        if (Label.of(label) != null) {
            throw new SenmlException("label_unknown", "label " + label + " is no extension");
        }
        if (label.endsWith("_")) {
            throw new SenmlException(
                    "label_unknown",
                    "label " + Quote.of(label) + " must be understood (it ends in _) and is not known");
        }
    }

    static SenmlRecord record(SenmlRecord record) throws SenmlException {
        name(record.name());
        if (record.unit() != null) {
            text(record.unit(), "u");
        }
        if (record.value() == null && record.sum() == null) {
            throw new SenmlException("value_missing", "record " + record.name() + " has neither a value nor a sum");
        }
        SenmlValue value = record.value() == null ? null : value(record.value(), "v");
        Double sum = optional(record.sum(), "s");
        double time = number(record.time(), "t");
        Double updateTime = optional(record.updateTime(), "ut");
        Map<String, SenmlValue> extensions = extensions(record.extensions());
        boolean same = value == record.value()
                && sum == record.sum()
                && updateTime == record.updateTime()
                && Double.doubleToRawLongBits(time) == Double.doubleToRawLongBits(record.time())
                && extensions == record.extensions();
        return same ? record : new SenmlRecord(record.name(), record.unit(), value, sum, time, updateTime, extensions);
    }

    private static Map<String, SenmlValue> extensions(Map<String, SenmlValue> extensions) throws SenmlException {
        if (extensions.isEmpty()) {
            return extensions;
        }
        if (extensions.size() > Limits.EXTENSIONS) {
            throw new SenmlException(
                    "too_large",
                    extensions.size() + " unknown labels in a record, at most " + Limits.EXTENSIONS + " are accepted");
        }
        Map<String, SenmlValue> checked = new HashMap<>();
        for (Map.Entry<String, SenmlValue> extension : extensions.entrySet()) {
            String label = extension.getKey();
            extensionLabel(label);
            if (extension.getValue() instanceof SenmlValue.Data) {
                throw new SenmlException(
                        "extension_invalid",
                        "label " + Quote.of(label) + " holds bytes, which JSON could not tell from text");
            }
            checked.put(label, value(extension.getValue(), label));
        }
        return checked;
    }

    private static SenmlValue value(SenmlValue value, String label) throws SenmlException {
        if (value instanceof SenmlValue.Num number) {
            double checked = number(number.value(), label);
            boolean negativeZero = checked == 0 && Double.doubleToRawLongBits(number.value()) != 0;
            return negativeZero ? new SenmlValue.Num(0.0) : value;
        }
        if (value instanceof SenmlValue.Text text) {
            text(text.value(), label);
        }
        return value;
    }

    private static @Nullable Double optional(@Nullable Double value, String label) throws SenmlException {
        return value == null || number(value, label) != 0 ? value : Double.valueOf(0);
    }
}
