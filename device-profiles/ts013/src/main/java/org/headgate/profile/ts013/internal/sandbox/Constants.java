package org.headgate.profile.ts013.internal.sandbox;

/**
 * Writes {@code let} for {@code const}: Rhino gives a {@code const} in a loop the value of the first round for ever, and knows none in {@code for (const x of …)}.
 * Each character stays where it was, so that lines and columns hold.
 */
final class Constants {
    private static final String CONST = "const";
    private static final String LET = "let  ";
    private static final String BEFORE_REGEX = "(,=:[!&|?{};+-*%~^<>\n";

    private final String source;
    private final StringBuilder loose;
    private int at;
    /** The last character that is neither space nor comment. */
    private char last = '\n';

    private Constants(String source) {
        this.source = source;
        this.loose = new StringBuilder(source);
    }

    static String loosen(String source) {
        if (!source.contains(CONST)) {
            return source;
        }
        Constants constants = new Constants(source);
        while (constants.at < source.length()) {
            constants.token();
        }
        return constants.loose.toString();
    }

    private void token() {
        char c = source.charAt(at);
        if (source.startsWith("//", at)) {
            skipTo("\n");
        } else if (source.startsWith("/*", at)) {
            skipTo("*/");
        } else if (c == '"' || c == '\'' || c == '`' || c == '/' && BEFORE_REGEX.indexOf(last) >= 0) {
            quoted(c);
        } else if (Character.isJavaIdentifierStart(c)) {
            word();
        } else {
            if (!Character.isWhitespace(c)) {
                last = c;
            }
            at++;
        }
    }

    private void skipTo(String end) {
        int found = source.indexOf(end, at + 2);
        at = found < 0 ? source.length() : found + end.length();
    }

    /** A text or a regular expression, in which a set may hold the end; what stands in a template is left as it is. */
    private void quoted(char end) {
        boolean set = false;
        for (at++; at < source.length(); at++) {
            char c = source.charAt(at);
            if (c == '\\') {
                at++;
            } else if (end == '/' && c == '[') {
                set = true;
            } else if (end == '/' && c == ']') {
                set = false;
            } else if (c == end && !set || c == '\n' && end != '`') {
                break;
            }
        }
        at++;
        last = end;
    }

    private void word() {
        int start = at;
        while (at < source.length() && Character.isJavaIdentifierPart(source.charAt(at))) {
            at++;
        }
        String word = source.substring(start, at);
        if (word.equals(CONST) && last != '.' && !follows(':')) {
            loose.replace(start, at, LET);
        }
        last = word.equals("return") || word.equals("typeof") ? '(' : 'a';
    }

    private boolean follows(char c) {
        int next = at;
        while (next < source.length() && Character.isWhitespace(source.charAt(next))) {
            next++;
        }
        return next < source.length() && source.charAt(next) == c;
    }
}
