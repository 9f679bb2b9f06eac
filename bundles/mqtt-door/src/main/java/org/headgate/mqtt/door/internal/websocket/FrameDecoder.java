package org.headgate.mqtt.door.internal.websocket;

import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.codec.http.websocketx.WebSocket13FrameDecoder;
import io.netty.handler.codec.http.websocketx.WebSocketDecoderConfig;
import org.headgate.mqtt.door.internal.broker.Connection;

/** Netty's decoder holds a frame until it is whole; what it holds counts like any part of a packet. */
final class FrameDecoder extends WebSocket13FrameDecoder {
    private final Connection connection;

    FrameDecoder(WebSocketDecoderConfig config, Connection connection) {
        super(config);
        this.connection = connection;
    }

    @Override
    public void channelRead(ChannelHandlerContext context, Object message) throws Exception {
        super.channelRead(context, message);
        connection.framed(actualReadableBytes());
    }
}
