package org.headgate.coverage;

/** A threshold, or what was observed. */
public sealed interface Value {

    /** Never NaN; −0 is 0. */
    record Num(double value) implements Value {
        public Num {
            if (Double.isNaN(value)) {
                throw new IllegalArgumentException("a value must be a number");
            }
            value = value == 0 ? 0.0 : value;
        }
    }

    /** 2^53 or more, unsigned. */
    record Large(long value) implements Value {}

    record Text(String value) implements Value {}

    record Data(Payload value) implements Value {}

    static Value of(double number) {
        return new Num(number);
    }

    /** @param number unsigned */
    static Value ofUnsigned(long number) {
        return number >= 0 && number < 1L << 53 ? new Num(number) : new Large(number);
    }

    static Value of(String text) {
        return new Text(text);
    }

    static Value of(Payload data) {
        return new Data(data);
    }
}
