package org.headgate.senml;

import java.util.Arrays;

/** The value of a SenML record (RFC 8428 §4.2): {@code v}, {@code vs}, {@code vb} or {@code vd}. */
public sealed interface SenmlValue {

    /** {@code v}. Finite and below 2^53 in size; −0 is 0. */
    record Num(double value) implements SenmlValue {}

    /** {@code vs}. */
    record Text(String value) implements SenmlValue {}

    /** {@code vb}. */
    record Flag(boolean value) implements SenmlValue {}

    /** {@code vd}; the array is never changed after construction. */
    record Data(byte[] value) implements SenmlValue {
        @Override
        public boolean equals(Object other) {
            return other instanceof Data data && Arrays.equals(value, data.value);
        }

        @Override
        public int hashCode() {
            return Arrays.hashCode(value);
        }

        @Override
        public String toString() {
            return "Data[" + value.length + " bytes]";
        }
    }
}
