package org.headgate.pay.mqtt.internal;

import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.BooleanSupplier;
import org.headgate.api.access.Login;

/** Who is connected by wallet and has paid nothing yet. Safe for any thread. */
final class Guests {
    private final int most;
    private final int mostOfHost;
    private final Map<String, Integer> byHost = new HashMap<>();
    private int here;

    Guests(int most, int mostOfHost) {
        this.most = most;
        this.mostOfHost = mostOfHost;
    }

    /** Empty where there is no room. @param known whether it has paid for something by now */
    synchronized Optional<Login.Stay> enter(String host, BooleanSupplier known) {
        int ofHost = byHost.getOrDefault(host, 0);
        if (here >= most || ofHost >= mostOfHost) {
            return Optional.empty();
        }
        here++;
        byHost.put(host, ofHost + 1);
        return Optional.of(new Guest(host, known));
    }

    synchronized int here() {
        return here;
    }

    private synchronized void leave(String host) {
        here--;
        byHost.computeIfPresent(host, (name, count) -> count > 1 ? count - 1 : null);
    }

    private final class Guest implements Login.Stay {
        private final String host;
        private final BooleanSupplier known;
        private final AtomicBoolean gone = new AtomicBoolean();

        Guest(String host, BooleanSupplier known) {
            this.host = host;
            this.known = known;
        }

        @Override
        public boolean lasting() {
            boolean paid = known.getAsBoolean();
            if (paid) {
                ended();
            }
            return paid;
        }

        @Override
        public void ended() {
            if (gone.compareAndSet(false, true)) {
                leave(host);
            }
        }
    }
}
