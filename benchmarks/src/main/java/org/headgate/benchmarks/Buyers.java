package org.headgate.benchmarks;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import org.headgate.benchmarks.LoadGenerator.SignIn;

/** All subscribing connections on one thread: acknowledges, notes latency, and which message came to whom how often. */
final class Buyers implements Runnable {
    private final Selector selector = Selector.open();
    private final Run run;
    private final Selector publishers;
    private final List<Buyer> buyers = new ArrayList<>();
    private final ByteBuffer shared = ByteBuffer.allocate(1 << 18);
    private long delivered;

    Buyers(LoadGenerator load, Run run, List<SignIn> signIns, Selector publishers) throws IOException {
        this.run = run;
        this.publishers = publishers;
        Wire wire = new Wire(load.version());
        for (SignIn signIn : signIns) {
            Buyer buyer = new Buyer(load.port);
            buyer.channel.write(ByteBuffer.wrap(
                    wire.connect("bench-buyer-" + run.first + "-" + buyers.size(), signIn.user(), signIn.password())));
            wire.connected(buyer.channel.socket().getInputStream());
            buyer.channel.write(ByteBuffer.wrap(wire.subscribe(load.subscribe, load.qos)));
            buyer.serve(selector);
            buyers.add(buyer);
        }
    }

    void close() throws IOException {
        for (Buyer buyer : buyers) {
            buyer.channel.close();
        }
        selector.close();
    }

    /** How many deliveries of acknowledged messages are missing, all buyers together. */
    long missing() {
        long missing = 0;
        for (Buyer buyer : buyers) {
            BitSet absent = (BitSet) run.acknowledged.clone();
            absent.andNot(buyer.seen);
            missing += absent.cardinality();
        }
        return missing;
    }

    @Override
    public void run() {
        try {
            while (!run.stop) {
                selector.select(100);
                for (SelectionKey key : selector.selectedKeys()) {
                    Buyer buyer = (Buyer) key.attachment();
                    if (key.isReadable()) {
                        buyer.read(shared);
                    }
                    buyer.flush();
                }
                selector.selectedKeys().clear();
                run.deliveredUpTo(delivered, publishers);
            }
        } catch (IOException e) {
            if (!run.stop) {
                run.failure.compareAndSet(null, e);
            }
        }
    }

    private final class Buyer extends Link {
        private final BitSet seen = new BitSet();
        private int seqAt;
        private int microsAt;

        Buyer(int port) throws IOException {
            super(port, 1 << 14);
        }

        @Override
        void packet(int head, byte[] bytes, int from, int to) throws IOException {
            if (head == Wire.SUBACK) {
                int code = bytes[to - 1] & 0xff;
                if (code >= 0x80) {
                    throw new IOException("a subscription was refused: code " + code);
                }
                run.subscribed = run.subscribed + 1;
            }
            if ((head & 0xf0) != Wire.PUBLISH) {
                return;
            }
            int at = from + 2 + ((bytes[from] & 0xff) << 8 | bytes[from + 1] & 0xff);
            if ((head & 6) != 0) {
                if (out.remaining() < 4) {
                    flush();
                }
                out.put((byte) Wire.PUBACK).put((byte) 2).put(bytes[at]).put(bytes[at + 1]);
            }
            note(bytes, at, to);
        }

        /** Numbers stand where they stood last time, in nearly all messages; only else are they searched for. */
        private void note(byte[] bytes, int from, int to) {
            long seq = Reading.number(bytes, from + seqAt, to);
            long micros = Reading.number(bytes, from + microsAt, to);
            if (micros < 0 || seq < run.first || seq >= run.first + run.sent) {
                seqAt = Reading.seqAt(bytes, from, to) - from;
                microsAt = Reading.microsAt(bytes, from, to) - from;
                seq = Reading.number(bytes, from + seqAt, to);
                micros = Reading.number(bytes, from + microsAt, to);
                if (micros < 0 || seq < run.first) {
                    run.foreign = run.foreign + 1;
                    return;
                }
            }
            int number = (int) (seq - run.first);
            if (seen.get(number)) {
                run.twice = run.twice + 1;
                return;
            }
            seen.set(number);
            delivered++;
            if (run.measured(micros)) {
                Run.record(run.deliveredMicros, run.nowMicros() - micros);
            }
        }
    }
}
