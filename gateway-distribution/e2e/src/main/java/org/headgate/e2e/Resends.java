package org.headgate.e2e;

import java.nio.file.Path;
import java.time.Duration;
import java.util.BitSet;
import java.util.List;

/** The gateway is killed when it has stored and nobody has heard its answer: what is sent again is recognised. */
final class Resends {
    private static final Duration PATIENCE = Duration.ofSeconds(120);

    private Resends() {}

    static void run(Verdict verdict, int rounds) throws Exception {
        Path home = Gateway.home("resends");
        int mqtt = Gateway.freePort();
        int port = Gateway.freePort();
        Gateway gateway = Gateway.start(
                home,
                "mqtt-door.port=" + mqtt,
                "coap-source.port=" + port,
                "headgate.features=mqtt-door,coap-source,prove,shell,profile-senml");
        BitSet confirmed = new BitSet();
        long unheard = 0;
        long exactlyOnce = 0;
        long duplicates = 0;
        long stored = 0;
        try (Sender once = new Sender(mqtt, "one", 1, 500);
                Sender twice = new Sender(mqtt, "two", 2, 500);
                CoapSender coap = new CoapSender(port, "con")) {
            List<Sender> both = List.of(once, twice);
            for (int round = 1; round <= rounds; round++) {
                for (Sender sender : both) {
                    long before = sender.acknowledged();
                    Until.holds(sender.name + " is acknowledged", PATIENCE, () -> sender.acknowledged() > before + 50);
                    sender.deafen();
                    Until.holds(sender.name + " has its window full", PATIENCE, sender::stuck);
                }
                Gateway running = gateway;
                coap.post(round);
                long base = stored;
                long sent = once.sent() + twice.sent() + round;
                Until.holds(
                        "all that was sent is stored",
                        PATIENCE,
                        () -> running.metric("intake.contributions") >= sent - base);
                stored = sent;
                unheard += once.pending() + 1;
                exactlyOnce += twice.pending();
                gateway.kill();
                gateway = Gateway.start(
                        home,
                        "mqtt-door.port=" + mqtt,
                        "coap-source.port=" + port,
                        "headgate.features=mqtt-door,coap-source,prove,shell,profile-senml");
                coap.repeat();
                for (int tries = 0; tries < 20 && !confirmed.get(round); tries++) {
                    confirmed.set(round, coap.answer(Duration.ofSeconds(1)) == CoapSender.CHANGED);
                    coap.repeat();
                }
                for (Sender sender : both) {
                    long before = sender.acknowledged();
                    Until.holds(sender.name + " goes on", PATIENCE, () -> sender.acknowledged() > before + 60);
                }
                duplicates += gateway.metric("intake.duplicates");
                verdict.say("round %d of %d: %d unheard so far, %d recognised", round, rounds, unheard, duplicates);
            }
            for (Sender sender : both) {
                verdict.check(sender.finish(PATIENCE), "%s waits for acknowledgements", sender.name);
            }
            verdict.fact("rounds", rounds);
            verdict.fact("unheard", unheard);
            verdict.fact("unheard_qos2", exactlyOnce);
            verdict.fact("recognised", duplicates);
            verdict.check(duplicates >= unheard, "%d of %d resends were recognised", duplicates, unheard);
            verdict.check(
                    confirmed.cardinality() == rounds,
                    "CoAP: %d of %d repeats were answered with 2.04",
                    confirmed.cardinality(),
                    rounds);
            Kept.of(verdict, gateway).compare(both).compare("con", confirmed).tell();
        } finally {
            gateway.close();
        }
    }
}
