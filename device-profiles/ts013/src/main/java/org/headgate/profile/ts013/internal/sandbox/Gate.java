package org.headgate.profile.ts013.internal.sandbox;

import java.math.BigInteger;
import java.util.Locale;
import java.util.ServiceLoader;
import java.util.TimeZone;
import org.jspecify.annotations.Nullable;
import org.mozilla.javascript.Context;
import org.mozilla.javascript.ScriptableObject;

/**
 * What the metered classes of Rhino call ({@code build/Meter.java}): in each loop, before each array and each growth of a text. Any thread.
 */
public final class Gate {
    private static final int TICKS = 1000;
    private static final int SMALL = 256;
    private static final int MOST_ELEMENTS = 262_144;
    private static final int MOST_BITS = 16_384;
    private static final int WIDEST = 8;

    /** Shared and not guarded: who loops gets to zero soon enough, whoever else counts. */
    private static int ticks = TICKS;

    private Gate() {}

    public static void tick() {
        if (--ticks < 0) {
            ticks = TICKS;
            Budget budget = Budget.current();
            if (budget != null) {
                budget.check();
            }
        }
    }

    /** @return {@code count}, of an array or a text that is about to be made */
    public static int size(int count) {
        return count <= SMALL ? count : large(count);
    }

    private static int large(int count) {
        Budget budget = Budget.current();
        if (budget != null) {
            if (count > MOST_ELEMENTS) {
                throw budget.over("codec_memory", "it made an array or a text of " + count + " elements");
            }
            budget.announce((long) count * WIDEST);
        }
        return count;
    }

    private static void text(StringBuilder to, int more) {
        int length = to.length() + more;
        if (length > SMALL) {
            text(length);
        }
    }

    private static void text(int length) {
        Budget budget = Budget.current();
        if (budget != null) {
            budget.text(length);
        }
    }

    public static StringBuilder append(StringBuilder to, @Nullable String text) {
        text(to, text == null ? 4 : text.length());
        return to.append(text);
    }

    public static StringBuilder append(StringBuilder to, @Nullable CharSequence text) {
        text(to, text == null ? 4 : text.length());
        return to.append(text);
    }

    public static StringBuilder append(StringBuilder to, CharSequence text, int from, int until) {
        text(to, until - from);
        return to.append(text, from, until);
    }

    public static StringBuilder append(StringBuilder to, char[] text, int from, int length) {
        text(to, length);
        return to.append(text, from, length);
    }

    public static StringBuilder append(StringBuilder to, char[] text) {
        text(to, text.length);
        return to.append(text);
    }

    public static StringBuilder insert(StringBuilder to, int at, String text) {
        text(to, text.length());
        return to.insert(at, text);
    }

    /** A text that was just made of others. */
    public static String joined(String text) {
        if (text.length() > SMALL) {
            text(text.length());
        }
        return text;
    }

    public static BigInteger shiftLeft(BigInteger value, int by) {
        bits(value.bitLength() + (long) by);
        return value.shiftLeft(by);
    }

    public static BigInteger pow(BigInteger value, int exponent) {
        bits((long) value.bitLength() * exponent);
        return value.pow(exponent);
    }

    public static BigInteger multiply(BigInteger value, BigInteger by) {
        bits((long) value.bitLength() + by.bitLength());
        return value.multiply(by);
    }

    private static void bits(long count) {
        Budget budget = Budget.current();
        if (budget != null && count > MOST_BITS) {
            throw budget.over("codec_memory", "it made a number of more than " + MOST_BITS + " bits");
        }
    }

    /** Before a text becomes code: {@code eval}, {@code new Function}. */
    public static void compile() {
        Budget budget = Budget.current();
        if (budget != null && budget.isSealed()) {
            throw budget.over("codec_eval", "it made code of a text, which no codec may");
        }
    }

    /** Before an object is changed in a way in which Rhino itself does not mind that it is sealed. */
    public static void change(Object object) {
        if (object instanceof ScriptableObject scriptable && scriptable.isSealed() && Budget.current() != null) {
            throw Context.reportRuntimeError("what the language brings along cannot be changed");
        }
    }

    public static long currentTimeMillis() {
        Budget budget = Budget.current();
        return budget == null ? 0 : budget.now();
    }

    /** Always the same: a decode is a function of its message. */
    public static double random() {
        return 0.5;
    }

    public static TimeZone timeZone() {
        return TimeZone.getTimeZone("UTC");
    }

    public static Locale locale() {
        return Locale.ROOT;
    }

    /** From this bundle, not from what the thread that happens to be first has around it. */
    public static <T> ServiceLoader<T> services(Class<T> type) {
        return ServiceLoader.load(type, Gate.class.getClassLoader());
    }
}
