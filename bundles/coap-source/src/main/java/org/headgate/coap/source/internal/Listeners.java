package org.headgate.coap.source.internal;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Predicate;
import org.eclipse.californium.core.CoapResource;
import org.eclipse.californium.core.CoapServer;
import org.eclipse.californium.core.network.CoapEndpoint;
import org.eclipse.californium.core.network.ExtendedCoapStackFactory;
import org.eclipse.californium.core.network.InMemoryMessageExchangeStore;
import org.eclipse.californium.core.network.Outbox;
import org.eclipse.californium.core.network.RandomTokenGenerator;
import org.eclipse.californium.core.network.TokenGenerator;
import org.eclipse.californium.core.network.deduplication.NoDeduplicator;
import org.eclipse.californium.core.network.stack.CoapStack;
import org.eclipse.californium.core.network.stack.CoapUdpStack;
import org.eclipse.californium.core.server.MessageDeliverer;
import org.eclipse.californium.core.server.resources.Resource;
import org.eclipse.californium.elements.Connector;
import org.eclipse.californium.elements.EndpointContextMatcher;
import org.eclipse.californium.elements.RawData;
import org.eclipse.californium.elements.RawDataChannel;
import org.eclipse.californium.elements.config.Configuration;
import org.eclipse.californium.scandium.DTLSConnector;
import org.eclipse.californium.scandium.config.DtlsConnectorConfig;
import org.eclipse.californium.scandium.dtls.ResumptionSupportingConnectionStore;
import org.jspecify.annotations.Nullable;

/** The server's sockets, threads and bounds. */
final class Listeners {
    private static final int INBOUND_QUEUE = 4096;
    private static final long LOOK_MILLIS = 100;
    /** Plain CoAP from another machine is refused: enough to tell it so. */
    private static final int REFUSALS_A_SECOND = 5;

    private static final int ADDRESSES = 1024;

    final Configuration settings;
    final Loop loop;
    private final Configuration blockSettings;
    private final CoapSource.Config config;
    private final Counts counts;
    private final ScheduledThreadPoolExecutor timer = timer();
    private final PeerRates strangers;
    private final Map<String, CoapEndpoint> endpoints = new LinkedHashMap<>();
    private @Nullable ResumptionSupportingConnectionStore connections;
    private @Nullable CoapServer server;

    Listeners(CoapSource.Config config, Predicate<InetAddress> local, Counts counts) {
        this.config = config;
        this.counts = counts;
        this.settings = Settings.of(config);
        this.blockSettings = Settings.forBlocks(settings, config);
        this.strangers = new PeerRates(REFUSALS_A_SECOND, ADDRESSES, local);
        this.loop = new Loop("coap-source", timer);
    }

    void plain(
            String name, InetAddress address, int port, List<PlainConnector.Group> groups, Consumer<String> unjoined) {
        RepeatFilter repeats = repeats();
        add(name, new PlainConnector(loop, new InetSocketAddress(address, port), groups, unjoined, counts) {
            @Override
            public void setRawDataReceiver(RawDataChannel receiver) {
                super.setRawDataReceiver(
                        gate(receiver, peer -> strangers.allows(peer, System.nanoTime()), repeats, super::send));
            }

            @Override
            public void send(RawData message) {
                repeats.sent(message);
                super.send(message);
            }
        });
    }

    void dtls(String name, DtlsConnectorConfig dtls) {
        RepeatFilter repeats = repeats();
        ResumptionSupportingConnectionStore table = Table.of(dtls);
        connections = table;
        add(name, new DTLSConnector(dtls, table) {
            @Override
            public void setRawDataReceiver(RawDataChannel receiver) {
                super.setRawDataReceiver(gate(receiver, peer -> true, repeats, super::send));
            }

            @Override
            public void send(RawData message) {
                repeats.sent(message);
                super.send(message);
            }
        });
    }

    /**
     * Serves {@code own} and what hangs below it.
     *
     * @param entrance makes what finds a resource for a request, from the root of the gateway's own
     * @param look what to do now and then, on the loop
     * @throws IllegalStateException where none of the ports could be bound
     */
    void start(Function<Resource, MessageDeliverer> entrance, List<Resource> own, Runnable look) {
        CoapServer starting = new CoapServer(settings) {
            @Override
            protected Resource createRoot() {
                return new CoapResource("");
            }
        };
        server = starting;
        starting.setExecutors(loop, timer, true);
        own.forEach(starting::add);
        starting.setMessageDeliverer(entrance.apply(starting.getRoot()));
        endpoints.values().forEach(starting::addEndpoint);
        loop.scheduleWithFixedDelay(() -> look(look), LOOK_MILLIS, LOOK_MILLIS, TimeUnit.MILLISECONDS);
        starting.start();
    }

    int dtlsConnections() {
        return connections == null ? 0 : config.dtls_connections() - connections.remainingCapacity();
    }

    private void look(Runnable others) {
        if (connections != null && connections.remainingCapacity() == 0) {
            counts.limits.met(Limits.Limit.DTLS_CONNECTIONS);
        }
        others.run();
    }

    boolean running(String name) {
        CoapEndpoint endpoint = endpoints.get(name);
        return endpoint != null && endpoint.isStarted();
    }

    Map<String, Integer> ports() {
        Map<String, Integer> ports = new LinkedHashMap<>();
        endpoints.forEach((name, endpoint) -> {
            if (endpoint.isStarted()) {
                ports.put(name, endpoint.getAddress().getPort());
            }
        });
        return ports;
    }

    void stop() {
        if (server != null) {
            server.destroy();
        }
        timer.shutdownNow();
        loop.shutdownNow();
    }

    private void add(String name, Connector connector) {
        TokenGenerator tokens = new RandomTokenGenerator(settings);
        InMemoryMessageExchangeStore exchanges = new InMemoryMessageExchangeStore(name, settings, tokens);
        exchanges.setDeduplicator(new NoDeduplicator());
        CoapEndpoint endpoint = CoapEndpoint.builder()
                .setConfiguration(settings)
                .setConnector(connector)
                .setTokenGenerator(tokens)
                .setMessageExchangeStore(exchanges)
                .setCoapStackFactory(new Stack())
                .setLoggingTag(name)
                .build();
        endpoints.put(name, endpoint);
    }

    private InboundGate gate(
            RawDataChannel receiver, Predicate<InetAddress> answered, RepeatFilter repeats, Consumer<RawData> again) {
        return new InboundGate(receiver, loop, INBOUND_QUEUE, counts, answered, repeats, again);
    }

    private RepeatFilter repeats() {
        return new RepeatFilter(new Recent((long) config.recent_mib() << 20, counts), counts);
    }

    private static ScheduledThreadPoolExecutor timer() {
        ScheduledThreadPoolExecutor timer = new ScheduledThreadPoolExecutor(1, task -> {
            Thread thread = new Thread(task, "coap-source-timer");
            thread.setDaemon(true);
            return thread;
        });
        timer.setRemoveOnCancelPolicy(true);
        return timer;
    }

    /** Californium makes the table of connections for its subclasses alone. */
    private static final class Table extends DTLSConnector {
        private Table(DtlsConnectorConfig dtls) {
            super(dtls);
        }

        static ResumptionSupportingConnectionStore of(DtlsConnectorConfig dtls) {
            return createConnectionStore(dtls);
        }
    }

    @SuppressWarnings("deprecation")
    private final class Stack implements ExtendedCoapStackFactory {
        @Override
        public CoapStack createCoapStack(
                String protocol,
                String tag,
                Configuration ignored,
                EndpointContextMatcher matcher,
                Outbox outbox,
                Object custom) {
            return new CoapUdpStack(tag, blockSettings, matcher, outbox);
        }

        @Override
        public CoapStack createCoapStack(
                String protocol, String tag, Configuration ignored, Outbox outbox, Object custom) {
            return createCoapStack(protocol, tag, ignored, null, outbox, custom);
        }
    }
}
