package org.headgate.coap.source.internal;

import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Messages of the last 247 s and what was answered to them (RFC 7252 §4.5), in a ring of limited size: the oldest go first. About 40 bytes a message in arrays
 * that the garbage collector need not look into, since most answers are short. What is forgotten early is still recognised by its origin key in the journal.
 * Safe for any thread.
 */
final class Recent {
    static final int SHORT_ANSWER = 16;
    /** Of a slot: key, time, chain, length and a short answer; the heads of the chains. */
    static final int SLOT_BYTES = 8 + 4 + 4 + 1 + SHORT_ANSWER + 2 * 4;

    /** Of a longer answer, beside its bytes. */
    private static final int LONG_ANSWER_OVERHEAD = 96;

    private static final int SMALLEST = 1024;
    private static final int NONE = -1;
    private static final byte UNANSWERED = -1;
    private static final byte LONG = -2;

    private final int limit;
    private final long longAnswersLimit;
    private final Counts counts;
    private final Map<Integer, byte[]> longAnswers = new HashMap<>();
    private long longAnswersBytes;
    private long[] keys = new long[0];
    private int[] seconds = new int[0];
    private int[] next = new int[0];
    private int[] heads = new int[0];
    private byte[] lengths = new byte[0];
    private byte[] answers = new byte[0];
    private int oldest;
    private int size;

    /** @param bytes room for all of it; a quarter of that is for answers that are not short */
    Recent(long bytes, Counts counts) {
        this.limit = Math.max(SMALLEST, Integer.highestOneBit((int) Math.min(1 << 24, bytes / SLOT_BYTES)));
        this.longAnswersLimit = bytes / 4;
        this.counts = counts;
    }

    /** What a message turned out to be. @param answer null where there is none yet */
    record Repetition(byte @Nullable [] answer) {}

    /** Null where this key is new; it is known from now on. */
    synchronized @Nullable Repetition note(long key, long nanos) {
        int now = (int) TimeUnit.NANOSECONDS.toSeconds(nanos);
        forgetOld(now);
        int slot = find(key);
        if (slot != NONE) {
            return new Repetition(answer(slot));
        }
        if (size == keys.length) {
            if (size < limit) {
                grow();
            } else {
                forget();
                counts.limits.met(Limits.Limit.RECENT);
            }
        }
        slot = oldest + size & keys.length - 1;
        size++;
        keys[slot] = key;
        seconds[slot] = now;
        lengths[slot] = UNANSWERED;
        link(slot);
        return null;
    }

    synchronized void answered(long key, byte[] answer) {
        int slot = find(key);
        if (slot == NONE) {
            return;
        }
        dropAnswer(slot);
        if (answer.length <= SHORT_ANSWER) {
            lengths[slot] = (byte) answer.length;
            System.arraycopy(answer, 0, answers, slot * SHORT_ANSWER, answer.length);
            return;
        }
        longAnswers.put(slot, answer);
        longAnswersBytes += answer.length + LONG_ANSWER_OVERHEAD;
        lengths[slot] = LONG;
        while (longAnswersBytes > longAnswersLimit && size > 1) {
            forget();
            counts.limits.met(Limits.Limit.RECENT);
        }
    }

    synchronized int size() {
        return size;
    }

    private void forgetOld(int now) {
        while (size > 0 && now - seconds[oldest] >= CoapOrigin.EXCHANGE_LIFETIME_SECONDS) {
            forget();
        }
    }

    private void forget() {
        dropAnswer(oldest);
        unlink(oldest);
        oldest = oldest + 1 & keys.length - 1;
        size--;
    }

    private byte @Nullable [] answer(int slot) {
        return switch (lengths[slot]) {
            case UNANSWERED -> null;
            case LONG -> longAnswers.get(slot);
            default -> Arrays.copyOfRange(answers, slot * SHORT_ANSWER, slot * SHORT_ANSWER + lengths[slot]);
        };
    }

    private void dropAnswer(int slot) {
        byte[] old = lengths[slot] == LONG ? longAnswers.remove(slot) : null;
        if (old != null) {
            longAnswersBytes -= old.length + LONG_ANSWER_OVERHEAD;
        }
        lengths[slot] = UNANSWERED;
    }

    private int find(long key) {
        if (size == 0) {
            return NONE;
        }
        int slot = heads[head(key)] - 1;
        while (slot != NONE && keys[slot] != key) {
            slot = next[slot];
        }
        return slot;
    }

    private void link(int slot) {
        int head = head(keys[slot]);
        next[slot] = heads[head] - 1;
        heads[head] = slot + 1;
    }

    private void unlink(int slot) {
        int head = head(keys[slot]);
        int before = heads[head] - 1;
        if (before == slot) {
            heads[head] = next[slot] + 1;
            return;
        }
        while (next[before] != slot) {
            before = next[before];
        }
        next[before] = next[slot];
    }

    private int head(long key) {
        long mixed = key * 0x9e3779b97f4a7c15L;
        return (int) (mixed >>> 40) & heads.length - 1;
    }

    /** A ring that is full begins at {@link #oldest}: it is laid out anew from 0. */
    private void grow() {
        int old = keys.length;
        int wanted = Math.max(SMALLEST, old * 2);
        Map<Integer, byte[]> moved = new HashMap<>();
        longAnswers.forEach((slot, answer) -> moved.put(slot - oldest & old - 1, answer));
        longAnswers.clear();
        longAnswers.putAll(moved);
        long[] newKeys = new long[wanted];
        int[] newSeconds = new int[wanted];
        byte[] newLengths = new byte[wanted];
        byte[] newAnswers = new byte[wanted * SHORT_ANSWER];
        for (int i = 0; i < size; i++) {
            int from = oldest + i & old - 1;
            newKeys[i] = keys[from];
            newSeconds[i] = seconds[from];
            newLengths[i] = lengths[from];
            System.arraycopy(answers, from * SHORT_ANSWER, newAnswers, i * SHORT_ANSWER, SHORT_ANSWER);
        }
        keys = newKeys;
        seconds = newSeconds;
        lengths = newLengths;
        answers = newAnswers;
        next = new int[wanted];
        heads = new int[wanted * 2];
        oldest = 0;
        for (int i = 0; i < size; i++) {
            link(i);
        }
    }
}
