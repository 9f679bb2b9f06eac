package org.headgate.api.message;

/** What a contribution is. Codes are part of the wire format: new ones are added, none is reused. */
public enum Kind {
    MEASUREMENT(1),
    COVERAGE_SIGHTING(2),
    AVAILABILITY(3);

    private final int code;

    Kind(int code) {
        this.code = code;
    }

    /** 1, 2 or 3. */
    public int code() {
        return code;
    }

    /** @throws IllegalArgumentException for an unknown code */
    public static Kind of(int code) {
        return switch (code) {
            case 1 -> MEASUREMENT;
            case 2 -> COVERAGE_SIGHTING;
            case 3 -> AVAILABILITY;
            default -> throw new IllegalArgumentException("no kind " + code);
        };
    }
}
