package org.headgate.coap.source.internal;

import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Supplier;
import org.eclipse.californium.core.CoapResource;
import org.eclipse.californium.core.coap.CoAP.ResponseCode;
import org.eclipse.californium.core.coap.MediaTypeRegistry;
import org.eclipse.californium.core.coap.Response;
import org.eclipse.californium.core.network.Exchange;
import org.eclipse.californium.core.observe.ObserveRelation;
import org.headgate.api.journal.Contribution;
import org.headgate.api.journal.Journal;
import org.headgate.api.journal.JournalUnavailable;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * {@code /latest/<urn>}: what a device said last, as SenML; it can be observed (RFC 7641). The journal is looked at only for devices that somebody asks for: from its
 * end backwards once, then from memory with each commit. Only on the loop but for {@link #committed} and the look backwards.
 */
final class Latest {
    static final String NAME = "latest";
    private static final Logger LOG = LoggerFactory.getLogger(Latest.class);
    private static final int PAGE = 256;
    private static final int PAGES_BACK = 16;
    private static final int MOST_LOOKS = 4;
    private static final long RETRY_MILLIS = 1000;

    private final Supplier<@Nullable Journal> journal;
    private final Senders senders;
    private final Executor loop;
    private final Map<String, Watched> watched = new HashMap<>();
    private final AtomicBoolean told = new AtomicBoolean();
    private volatile boolean watching;
    private long position;
    private int looks;

    Latest(Supplier<@Nullable Journal> journal, Senders senders, Executor loop) {
        this.journal = journal;
        this.senders = senders;
        this.loop = loop;
    }

    CoapResource of(String device) {
        Watched there = watched.get(device);
        return there == null ? new Watched(device) : there;
    }

    /** On the journal's thread. */
    void committed() {
        if (watching && told.compareAndSet(false, true)) {
            loop.execute(this::follow);
        }
    }

    private void follow() {
        told.set(false);
        Journal from = journal.get();
        Set<Watched> changed = new HashSet<>();
        while (from != null && !watched.isEmpty()) {
            List<Contribution> page = from.tail(position, PAGE);
            if (page == null) {
                position = from.next();
                break;
            }
            if (page.isEmpty()) {
                break;
            }
            for (Contribution contribution : page) {
                Watched device = watched.get(contribution.device());
                if (device != null) {
                    device.last = contribution;
                    changed.add(device);
                }
            }
            position = page.get(page.size() - 1).sequence() + 1;
        }
        changed.forEach(Watched::changed);
    }

    private static @Nullable Contribution lookBack(Journal journal, String device) {
        long end = journal.next();
        try {
            for (int page = 1; page <= PAGES_BACK && end > journal.first(); page++) {
                long from = Math.max(journal.first(), end - PAGE);
                List<Contribution> found = journal.read(from, (int) (end - from));
                for (int i = found.size() - 1; i >= 0; i--) {
                    Contribution contribution = found.get(i);
                    if (contribution.sequence() < end && contribution.device().equals(device)) {
                        return contribution;
                    }
                }
                end = from;
            }
        } catch (JournalUnavailable e) {
            LOG.debug("the journal cannot be read for {}: {}", device, e.getMessage());
        }
        return null;
    }

    private final class Watched extends CoapResource {
        private @Nullable Contribution last;
        private int looking;

        Watched(String device) {
            super(device);
            setObservable(true);
        }

        /** For a request, and again for each notification: whoever may not read any more is told so, which ends it. */
        @Override
        public void handleRequest(Exchange exchange) {
            Sender reader = senders.reader(exchange.getRequest().getSourceContext(), NAME + "/" + getName());
            Journal from = journal.get();
            if (reader instanceof Sender.NotAllowed no) {
                exchange.sendResponse(Answers.diagnostic(no.code(), no.reason()));
            } else if (last != null) {
                answer(exchange, last);
            } else if (from == null || looks >= MOST_LOOKS) {
                exchange.sendResponse(Answers.unavailable("busy: try again", RETRY_MILLIS));
            } else {
                look(exchange, from);
            }
        }

        private void look(Exchange exchange, Journal from) {
            looks++;
            looking++;
            long next = from.next();
            position = watched.isEmpty() ? next : Math.min(position, next);
            watched.put(getName(), this);
            watching = true;
            CompletableFuture.supplyAsync(() -> lookBack(from, getName()))
                    .whenComplete((found, failure) -> loop.execute(() -> found(exchange, found)));
        }

        private void found(Exchange exchange, @Nullable Contribution contribution) {
            looks--;
            looking--;
            if (last == null) {
                last = contribution;
            }
            if (last == null) {
                exchange.sendResponse(Answers.diagnostic(
                        ResponseCode.NOT_FOUND, "not_heard: nothing lately of a device with this URN"));
            } else {
                answer(exchange, last);
            }
            forgetUnwatched();
        }

        private void answer(Exchange exchange, Contribution contribution) {
            int accept = exchange.getRequest().getOptions().getAccept();
            Response response = new Response(ResponseCode.CONTENT);
            if (accept == MediaTypeRegistry.APPLICATION_SENML_CBOR) {
                response.setPayload(contribution.pack());
            } else if (accept == MediaTypeRegistry.UNDEFINED || accept == MediaTypeRegistry.APPLICATION_SENML_JSON) {
                accept = MediaTypeRegistry.APPLICATION_SENML_JSON;
                response.setPayload(contribution.senml().toJson());
            } else {
                exchange.sendResponse(
                        Answers.diagnostic(ResponseCode.NOT_ACCEPTABLE, "unknown_accept: 110 and 112 are known"));
                return;
            }
            response.getOptions().setContentFormat(accept);
            exchange.sendResponse(response);
        }

        @Override
        public void removeObserveRelation(ObserveRelation relation) {
            super.removeObserveRelation(relation);
            forgetUnwatched();
        }

        private void forgetUnwatched() {
            if (looking == 0 && getObserverCount() == 0) {
                watched.remove(getName(), this);
                watching = !watched.isEmpty();
            }
        }
    }
}
