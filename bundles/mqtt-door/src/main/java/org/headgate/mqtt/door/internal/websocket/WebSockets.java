package org.headgate.mqtt.door.internal.websocket;

import io.netty.channel.Channel;
import io.netty.handler.codec.http.websocketx.CloseWebSocketFrame;
import io.netty.handler.codec.http.websocketx.WebSocketCloseStatus;
import java.util.List;
import java.util.Locale;
import org.headgate.mqtt.door.internal.broker.Broker;
import org.headgate.mqtt.door.internal.broker.Connection;

/** Makes connections speak MQTT in WebSocket frames. Safe for any thread. */
public final class WebSockets {
    private static final int HEADER_BYTES = 14;

    private final Broker broker;
    private final Origins origins;

    /**
     * @param origins of web pages that may connect, as {@code https://shop.example}; {@code *}: all
     * @param open whether someone is let in without a password; if not, no list is needed
     */
    public WebSockets(Broker broker, List<String> origins, boolean open) {
        this.broker = broker;
        this.origins = new Origins(
                origins.stream().map(one -> one.toLowerCase(Locale.ROOT)).toList(), open);
    }

    /** A channel that was just accepted; TLS, if any, stands before it. */
    public void prepare(Channel accepted) {
        Connection connection =
                new Connection(broker, accepted, () -> new CloseWebSocketFrame(WebSocketCloseStatus.NORMAL_CLOSURE));
        WebSocketEntry.add(
                accepted.pipeline(), connection, origins, broker.limits().packetBytes() + HEADER_BYTES);
        accepted.pipeline().addLast(connection);
    }
}
