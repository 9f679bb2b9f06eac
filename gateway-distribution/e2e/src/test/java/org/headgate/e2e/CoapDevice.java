package org.headgate.e2e;

import java.io.IOException;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.eclipse.californium.core.CoapClient;
import org.eclipse.californium.core.CoapResponse;
import org.eclipse.californium.core.coap.CoAP.ResponseCode;
import org.eclipse.californium.core.coap.MediaTypeRegistry;
import org.eclipse.californium.core.config.CoapConfig;
import org.eclipse.californium.core.network.CoapEndpoint;
import org.eclipse.californium.elements.config.Configuration;
import org.eclipse.californium.elements.exception.ConnectorException;
import org.headgate.testkit.Patience;

/** A device on Eclipse Californium: confirmable POSTs, one after the other, and knows which were answered with 2.04. */
final class CoapDevice implements AutoCloseable {
    final Set<Long> acknowledged = ConcurrentHashMap.newKeySet();
    private final String urn;
    private final CoapEndpoint endpoint;
    private final CoapClient client;
    private final ScheduledExecutorService pace = Executors.newSingleThreadScheduledExecutor();
    private volatile long next = 1;

    CoapDevice(int port, String name) {
        this.urn = Publisher.urn(name);
        CoapConfig.register();
        Configuration configuration = Configuration.createStandardWithoutFile();
        configuration.set(CoapConfig.MAX_RETRANSMIT, 2);
        endpoint = CoapEndpoint.builder().setConfiguration(configuration).build();
        client = new CoapClient("coap://127.0.0.1:" + port + "/senml/" + name);
        client.setEndpoint(endpoint);
        client.setTimeout(TimeUnit.SECONDS.toMillis(3));
    }

    CoapDevice every(Duration interval) {
        pace.scheduleWithFixedDelay(this::post, 0, interval.toNanos(), TimeUnit.NANOSECONDS);
        return this;
    }

    /** One value is tried once only: the next POST is a new message. */
    private void post() {
        long value = next++;
        try {
            CoapResponse response = client.post(
                    "[{\"n\":\"" + urn + ":count\",\"v\":" + value + "}]", MediaTypeRegistry.APPLICATION_SENML_JSON);
            if (response != null && response.getCode() == ResponseCode.CHANGED) {
                acknowledged.add(value);
            }
        } catch (ConnectorException | IOException e) {
            // the gateway is away: not acknowledged
        }
    }

    void finish() throws InterruptedException {
        pace.shutdown();
        pace.awaitTermination(Patience.SECONDS, TimeUnit.SECONDS);
    }

    @Override
    public void close() {
        pace.shutdownNow();
        client.shutdown();
        endpoint.destroy();
    }
}
