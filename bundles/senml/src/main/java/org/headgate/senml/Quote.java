package org.headgate.senml;

/** Makes what a sender wrote fit for a log line. */
final class Quote {
    private static final int CHARS = 60;

    private Quote() {}

    static String of(String text) {
        StringBuilder quoted = new StringBuilder("\"");
        for (int i = 0; i < Math.min(text.length(), CHARS); i++) {
            char c = text.charAt(i);
            quoted.append(c >= ' ' && c < 0x7f ? c : '?');
        }
        return quoted.append(text.length() > CHARS ? "…\"" : "\"").toString();
    }
}
