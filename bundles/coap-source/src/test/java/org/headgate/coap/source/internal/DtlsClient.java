package org.headgate.coap.source.internal;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.eclipse.californium.core.coap.MessageObserverAdapter;
import org.eclipse.californium.core.coap.Request;
import org.eclipse.californium.core.coap.Response;
import org.eclipse.californium.core.config.CoapConfig;
import org.eclipse.californium.core.network.CoapEndpoint;
import org.eclipse.californium.elements.config.Configuration;
import org.eclipse.californium.elements.config.SystemConfig;
import org.eclipse.californium.elements.config.UdpConfig;
import org.eclipse.californium.scandium.DTLSConnector;
import org.eclipse.californium.scandium.config.DtlsConfig;
import org.eclipse.californium.scandium.config.DtlsConfig.DtlsRole;
import org.eclipse.californium.scandium.config.DtlsConnectorConfig;
import org.eclipse.californium.scandium.dtls.pskstore.AdvancedSinglePskStore;

/** A device with a pre-shared key and a connection id, by Scandium. */
final class DtlsClient implements AutoCloseable {
    private final CoapEndpoint endpoint;

    /** @param deferred how many requests may wait for the handshake; beyond, Scandium drops them without a word */
    DtlsClient(String identity, String key, int deferred, ScheduledExecutorService threads) throws IOException {
        Configuration settings = new Configuration(
                SystemConfig.DEFINITIONS, CoapConfig.DEFINITIONS, UdpConfig.DEFINITIONS, DtlsConfig.DEFINITIONS);
        settings.set(DtlsConfig.DTLS_ROLE, DtlsRole.CLIENT_ONLY);
        settings.set(DtlsConfig.DTLS_RECEIVER_THREAD_COUNT, 1);
        settings.set(DtlsConfig.DTLS_CONNECTOR_THREAD_COUNT, 1);
        settings.set(DtlsConfig.DTLS_CONNECTION_ID_LENGTH, 4);
        settings.set(DtlsConfig.DTLS_MAX_CONNECTIONS, 4);
        settings.set(DtlsConfig.DTLS_MAX_DEFERRED_OUTBOUND_APPLICATION_MESSAGES, deferred);
        settings.set(CoapConfig.MAX_ACTIVE_PEERS, 4);
        DTLSConnector connector = new DTLSConnector(DtlsConnectorConfig.builder(settings)
                .setAddress(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0))
                .setAdvancedPskStore(new AdvancedSinglePskStore(identity, key.getBytes()))
                .build());
        connector.setExecutor(threads);
        endpoint = CoapEndpoint.builder()
                .setConfiguration(settings)
                .setConnector(connector)
                .build();
        endpoint.setExecutors(threads, threads);
        endpoint.start();
    }

    /** The answer; fails where none comes. */
    CompletableFuture<Response> send(Request request, String uri) {
        CompletableFuture<Response> answer = new CompletableFuture<>();
        request.setURI(uri);
        request.addMessageObserver(new MessageObserverAdapter() {
            @Override
            public void onResponse(Response response) {
                answer.complete(response);
            }

            @Override
            protected void failed() {
                answer.completeExceptionally(new IOException("no answer", request.getSendError()));
            }
        });
        request.send(endpoint);
        return answer.orTimeout(120, TimeUnit.SECONDS);
    }

    @Override
    public void close() {
        endpoint.destroy();
    }
}
