package org.headgate.senml;

import org.jspecify.annotations.Nullable;

/** The labels of RFC 8428 tables 1 and 2 with their CBOR numbers (table 6). */
enum Label {
    BASE_SUM(-6, "bs"),
    BASE_VALUE(-5, "bv"),
    BASE_UNIT(-4, "bu"),
    BASE_TIME(-3, "bt"),
    BASE_NAME(-2, "bn"),
    BASE_VERSION(-1, "bver"),
    NAME(0, "n"),
    UNIT(1, "u"),
    VALUE(2, "v"),
    STRING_VALUE(3, "vs"),
    BOOLEAN_VALUE(4, "vb"),
    SUM(5, "s"),
    TIME(6, "t"),
    UPDATE_TIME(7, "ut"),
    DATA_VALUE(8, "vd");

    private static final Label[] ALL = values();

    final int number;
    final String text;

    Label(int number, String text) {
        this.number = number;
        this.text = text;
    }

    boolean base() {
        return number < 0;
    }

    static Label of(long number) throws SenmlException {
        if (number < BASE_SUM.number || number > DATA_VALUE.number) {
            throw new SenmlException(
                    "label_unknown", "integer label " + number + ", only -6 to 8 are defined (RFC 8428 table 6)");
        }
        return ALL[(int) number - BASE_SUM.number];
    }

    /** Null for a label that this version does not know. */
    static @Nullable Label of(String text) {
        return switch (text) {
            case "n" -> NAME;
            case "v" -> VALUE;
            case "u" -> UNIT;
            case "t" -> TIME;
            case "bn" -> BASE_NAME;
            case "bt" -> BASE_TIME;
            case "bu" -> BASE_UNIT;
            case "bv" -> BASE_VALUE;
            case "bs" -> BASE_SUM;
            case "bver" -> BASE_VERSION;
            case "vs" -> STRING_VALUE;
            case "vb" -> BOOLEAN_VALUE;
            case "vd" -> DATA_VALUE;
            case "s" -> SUM;
            case "ut" -> UPDATE_TIME;
            default -> null;
        };
    }
}
