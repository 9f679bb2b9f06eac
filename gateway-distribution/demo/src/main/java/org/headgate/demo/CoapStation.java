package org.headgate.demo;

import java.io.IOException;
import org.eclipse.californium.core.CoapClient;
import org.eclipse.californium.core.CoapResponse;
import org.eclipse.californium.core.coap.CoAP.ResponseCode;
import org.eclipse.californium.core.coap.MediaTypeRegistry;
import org.eclipse.californium.core.config.CoapConfig;
import org.eclipse.californium.core.network.CoapEndpoint;
import org.eclipse.californium.elements.config.Configuration;
import org.eclipse.californium.elements.exception.ConnectorException;

/** POSTs SenML as confirmable messages through Eclipse Californium: {@link #send} returns with the 2.04. */
final class CoapStation implements Station {
    private static final String URN = "urn:dev:ops:headgate-demo-newyork";

    private final CoapEndpoint endpoint;
    private final CoapClient client;

    CoapStation(int port) {
        CoapConfig.register();
        endpoint = CoapEndpoint.builder()
                .setConfiguration(Configuration.createStandardWithoutFile())
                .build();
        client = new CoapClient("coap://127.0.0.1:" + port + "/senml/new-york");
        client.setEndpoint(endpoint);
        client.setTimeout(10_000L);
    }

    @Override
    public String name() {
        return "New York over CoAP";
    }

    @Override
    public void send(Observation observation) throws IOException {
        CoapResponse response = post(observation.senml(URN));
        if (response == null) {
            throw new IOException("no answer to a CoAP POST within 10 s");
        }
        if (response.getCode() != ResponseCode.CHANGED) {
            throw new IOException("CoAP answer " + response.getCode() + ": " + response.getResponseText());
        }
    }

    private CoapResponse post(String senml) throws IOException {
        try {
            return client.post(senml, MediaTypeRegistry.APPLICATION_SENML_JSON);
        } catch (ConnectorException e) {
            throw new IOException("a CoAP POST failed: " + e.getMessage(), e);
        }
    }

    @Override
    public void close() {
        client.shutdown();
        endpoint.destroy();
    }
}
