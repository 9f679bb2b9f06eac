package org.headgate.benchmarks.coap;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.concurrent.Callable;
import org.eclipse.californium.core.CoapResource;
import org.eclipse.californium.core.CoapServer;
import org.eclipse.californium.core.coap.CoAP.ResponseCode;
import org.eclipse.californium.core.config.CoapConfig;
import org.eclipse.californium.core.network.CoapEndpoint;
import org.eclipse.californium.core.network.Exchange;
import org.eclipse.californium.core.server.ServerMessageDeliverer;
import org.eclipse.californium.core.server.resources.CoapExchange;
import org.eclipse.californium.core.server.resources.Resource;
import org.eclipse.californium.elements.config.Configuration;
import org.eclipse.californium.elements.config.SystemConfig;
import org.eclipse.californium.elements.config.UdpConfig;
import picocli.CommandLine;
import picocli.CommandLine.Option;

/** Californium as it comes, answering 2.04 to whatever is posted and keeping nothing: the ceiling to compare with. Runs until it is stopped. */
@CommandLine.Command(name = "coapecho", mixinStandardHelpOptions = true)
public final class CoapEcho implements Callable<Integer> {
    /** As the gateway asks for, so that neither loses a burst that the other does not. */
    private static final int RECEIVE_BUFFER = 1 << 20;

    @Option(names = "--port", required = true, description = "0 for any free one")
    private int port;

    @Option(names = "--deduplicator", defaultValue = CoapConfig.DEDUPLICATOR_PEERS_MARK_AND_SWEEP)
    private String deduplicator = "";

    private CoapEcho() {}

    /** Prints {@code ready} and its port once it listens. */
    public static void main(String[] args) {
        System.exit(new CommandLine(new CoapEcho()).execute(args));
    }

    @Override
    public Integer call() throws InterruptedException {
        Configuration settings =
                new Configuration(SystemConfig.DEFINITIONS, CoapConfig.DEFINITIONS, UdpConfig.DEFINITIONS);
        settings.set(CoapConfig.DEDUPLICATOR, deduplicator);
        settings.set(UdpConfig.UDP_RECEIVE_BUFFER_SIZE, RECEIVE_BUFFER);
        CoapServer server = new CoapServer(settings);
        CoapEndpoint endpoint = CoapEndpoint.builder()
                .setConfiguration(settings)
                .setInetSocketAddress(new InetSocketAddress(InetAddress.getLoopbackAddress(), port))
                .build();
        server.addEndpoint(endpoint);
        CoapResource changed = new CoapResource("any") {
            @Override
            public void handlePOST(CoapExchange exchange) {
                exchange.respond(ResponseCode.CHANGED);
            }
        };
        server.setMessageDeliverer(new ServerMessageDeliverer(server.getRoot(), settings) {
            @Override
            protected Resource findResource(List<String> path) {
                return changed;
            }

            @Override
            protected boolean preDeliverRequest(Exchange exchange) {
                return false;
            }
        });
        server.start();
        System.out.println("ready " + endpoint.getAddress().getPort());
        Thread.currentThread().join();
        return 0;
    }
}
