package org.headgate.coap.source.internal;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Predicate;
import org.eclipse.californium.core.CoapResource;
import org.eclipse.californium.core.CoapServer;
import org.eclipse.californium.core.network.CoapEndpoint;
import org.eclipse.californium.core.network.ExtendedCoapStackFactory;
import org.eclipse.californium.core.network.InMemoryMessageExchangeStore;
import org.eclipse.californium.core.network.Outbox;
import org.eclipse.californium.core.network.RandomTokenGenerator;
import org.eclipse.californium.core.network.TokenGenerator;
import org.eclipse.californium.core.network.stack.CoapStack;
import org.eclipse.californium.core.network.stack.CoapUdpStack;
import org.eclipse.californium.core.server.resources.Resource;
import org.eclipse.californium.elements.Connector;
import org.eclipse.californium.elements.EndpointContextMatcher;
import org.eclipse.californium.elements.RawDataChannel;
import org.eclipse.californium.elements.UDPConnector;
import org.eclipse.californium.elements.config.Configuration;
import org.eclipse.californium.scandium.DTLSConnector;
import org.eclipse.californium.scandium.config.DtlsConnectorConfig;

/** The server's sockets, threads and bounds. */
final class Listeners {
    private static final int INBOUND_QUEUE = 4096;
    private static final long LOOK_MILLIS = 100;
    /** Plain CoAP from another machine is refused: enough to tell it so. */
    private static final int REFUSALS_A_SECOND = 5;

    private static final int ADDRESSES = 1024;

    private final Configuration settings;
    private final Configuration blockSettings;
    private final CoapSource.Config config;
    private final Counts counts;
    private final ScheduledThreadPoolExecutor workers = pool("coap-source", Settings.THREADS);
    private final ScheduledThreadPoolExecutor timer = pool("coap-source-timer", 1);
    private final PeerRates strangers = new PeerRates(REFUSALS_A_SECOND, ADDRESSES);
    private final CoapServer server;
    private final Map<String, CoapEndpoint> endpoints = new LinkedHashMap<>();

    Listeners(CoapSource.Config config, Uplink uplink, Tickets tickets, Counts counts) {
        this.config = config;
        this.counts = counts;
        this.settings = Settings.of(config);
        this.blockSettings = Settings.forBlocks(settings, config);
        this.server = new CoapServer(settings) {
            @Override
            protected Resource createRoot() {
                return new CoapResource("");
            }
        };
        server.setExecutors(workers, timer, true);
        server.add(uplink);
        server.setMessageDeliverer(new AnyPath(server.getRoot(), uplink, settings));
        timer.scheduleWithFixedDelay(tickets::acknowledgeDue, LOOK_MILLIS, LOOK_MILLIS, TimeUnit.MILLISECONDS);
    }

    void plain(String name, InetAddress address, int port) {
        add(name, new UDPConnector(new InetSocketAddress(address, port), settings) {
            @Override
            public void setRawDataReceiver(RawDataChannel receiver) {
                super.setRawDataReceiver(gate(receiver, peer -> strangers.allows(peer, System.nanoTime())));
            }
        });
    }

    void dtls(String name, InetAddress address, int port, DeviceKeys keys) {
        DtlsConnectorConfig dtls = DtlsConnectorConfig.builder(settings)
                .setAddress(new InetSocketAddress(address, port))
                .setAdvancedPskStore(keys)
                .build();
        add(name, new DTLSConnector(dtls) {
            @Override
            public void setRawDataReceiver(RawDataChannel receiver) {
                super.setRawDataReceiver(gate(receiver, peer -> true));
            }
        });
    }

    /** @throws IllegalStateException where none of the ports could be bound */
    void start() {
        server.start();
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
        server.destroy();
        timer.shutdownNow();
        workers.shutdownNow();
    }

    private void add(String name, Connector connector) {
        TokenGenerator tokens = new RandomTokenGenerator(settings);
        InMemoryMessageExchangeStore exchanges = new InMemoryMessageExchangeStore(name, settings, tokens);
        exchanges.setDeduplicator(new RecentExchanges(Settings.recentExchanges(config), counts));
        CoapEndpoint endpoint = CoapEndpoint.builder()
                .setConfiguration(settings)
                .setConnector(connector)
                .setTokenGenerator(tokens)
                .setMessageExchangeStore(exchanges)
                .setCoapStackFactory(new Stack())
                .setLoggingTag(name)
                .build();
        endpoints.put(name, endpoint);
        server.addEndpoint(endpoint);
    }

    private InboundGate gate(RawDataChannel receiver, Predicate<InetAddress> answered) {
        return new InboundGate(receiver, workers, INBOUND_QUEUE, counts, answered);
    }

    private static ScheduledThreadPoolExecutor pool(String name, int threads) {
        AtomicInteger number = new AtomicInteger();
        ThreadFactory factory = task -> {
            Thread thread = new Thread(task, name + "-" + number.incrementAndGet());
            thread.setDaemon(true);
            return thread;
        };
        ScheduledThreadPoolExecutor pool = new ScheduledThreadPoolExecutor(threads, factory);
        pool.setRemoveOnCancelPolicy(true);
        return pool;
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
