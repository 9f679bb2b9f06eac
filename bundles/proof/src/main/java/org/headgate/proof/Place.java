package org.headgate.proof;

/** Where an item stands. */
record Place(String source, long line) {

    Finding finding(String code, String message, long batch, long sequence) {
        return new Finding(code, message, source, line, batch, sequence, "", "");
    }

    Finding finding(String code, String message, long batch, long sequence, Object expected, Object observed) {
        return new Finding(
                code, message, source, line, batch, sequence, String.valueOf(expected), String.valueOf(observed));
    }
}
