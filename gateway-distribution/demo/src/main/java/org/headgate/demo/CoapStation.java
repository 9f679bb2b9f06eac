package org.headgate.demo;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.TimeUnit;
import org.eclipse.californium.core.CoapClient;
import org.eclipse.californium.core.CoapResponse;
import org.eclipse.californium.core.coap.CoAP.ResponseCode;
import org.eclipse.californium.core.coap.MediaTypeRegistry;
import org.eclipse.californium.core.config.CoapConfig;
import org.eclipse.californium.core.network.CoapEndpoint;
import org.eclipse.californium.elements.config.Configuration;
import org.eclipse.californium.elements.exception.ConnectorException;
import org.eclipse.californium.scandium.DTLSConnector;
import org.eclipse.californium.scandium.config.DtlsConfig;
import org.eclipse.californium.scandium.config.DtlsConnectorConfig;
import org.eclipse.californium.scandium.dtls.pskstore.AdvancedSinglePskStore;

/** POSTs SenML as confirmable messages over DTLS with a pre-shared key, through Eclipse Californium: {@link #send} returns with the 2.04. */
final class CoapStation implements Station {
    static final String URN = "urn:dev:ops:headgate-demo-newyork";

    private final CoapEndpoint endpoint;
    private final CoapClient client;

    CoapStation(int port, String identity, String key) {
        CoapConfig.register();
        DtlsConfig.register();
        Configuration configuration = Configuration.createStandardWithoutFile();
        configuration.set(DtlsConfig.DTLS_RECEIVER_THREAD_COUNT, 1).set(DtlsConfig.DTLS_CONNECTOR_THREAD_COUNT, 1);
        DtlsConnectorConfig dtls = DtlsConnectorConfig.builder(configuration)
                .setAdvancedPskStore(new AdvancedSinglePskStore(identity, key.getBytes(StandardCharsets.UTF_8)))
                .build();
        endpoint = CoapEndpoint.builder()
                .setConfiguration(configuration)
                .setConnector(new DTLSConnector(dtls))
                .build();
        client = new CoapClient("coaps://127.0.0.1:" + port + "/senml/new-york");
        client.setEndpoint(endpoint);
        client.setTimeout(TimeUnit.SECONDS.toMillis(20));
    }

    @Override
    public String name() {
        return "New York over CoAP with DTLS";
    }

    @Override
    public String urn() {
        return URN;
    }

    @Override
    public void send(Observation observation) throws IOException {
        CoapResponse response = post(observation.senml(URN));
        if (response == null) {
            throw new IOException("no answer to a CoAP POST within 20 s");
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
