package org.headgate.mqtt.door.internal.websocket;

import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelPipeline;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.handler.codec.http.DefaultFullHttpResponse;
import io.netty.handler.codec.http.FullHttpRequest;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaderValues;
import io.netty.handler.codec.http.HttpObjectAggregator;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.HttpServerCodec;
import io.netty.handler.codec.http.HttpVersion;
import io.netty.handler.codec.http.websocketx.WebSocketFrameDecoder;
import io.netty.handler.codec.http.websocketx.WebSocketServerHandshaker13;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.headgate.mqtt.door.internal.broker.Connection;

/** The HTTP request with which a WebSocket begins; any path will do. What is no such request is told what this port is for. */
final class WebSocketEntry extends SimpleChannelInboundHandler<FullHttpRequest> {
    private static final int LINE_BYTES = 4096;
    private static final int HEADER_BYTES = 8192;
    private static final String VERSION = "13";
    private static final String SUBPROTOCOL = "mqtt";

    private final Connection connection;
    private final Origins origins;
    private final int frameBytes;

    private WebSocketEntry(Connection connection, Origins origins, int frameBytes) {
        this.connection = connection;
        this.origins = origins;
        this.frameBytes = frameBytes;
    }

    /** @param frameBytes the largest frame that is taken */
    static void add(ChannelPipeline pipeline, Connection connection, Origins origins, int frameBytes) {
        pipeline.addLast(new HttpServerCodec(LINE_BYTES, HEADER_BYTES, HEADER_BYTES))
                .addLast(new HttpObjectAggregator(1))
                .addLast(new WebSocketEntry(connection, origins, frameBytes));
    }

    @Override
    protected void channelRead0(ChannelHandlerContext context, FullHttpRequest request) {
        boolean webSocket = request.decoderResult().isSuccess()
                && request.headers().contains(HttpHeaderNames.UPGRADE, HttpHeaderValues.WEBSOCKET, true)
                && VERSION.equals(request.headers().get(HttpHeaderNames.SEC_WEBSOCKET_VERSION));
        if (!webSocket || !request.headers().contains(HttpHeaderNames.SEC_WEBSOCKET_KEY)) {
            refuse(context, HttpResponseStatus.UPGRADE_REQUIRED, "MQTT over WebSocket is spoken here (RFC 6455)");
        } else if (!offersMqtt(request)) {
            refuse(context, HttpResponseStatus.BAD_REQUEST, "the WebSocket subprotocol must be mqtt"); // [MQTT-6.0.0-3]
        } else if (!origins.admit(
                request.headers().get(HttpHeaderNames.ORIGIN), request.headers().get(HttpHeaderNames.HOST))) {
            refuse(
                    context,
                    HttpResponseStatus.FORBIDDEN,
                    "web pages of this origin may not connect: mqtt-door.websocket.origins lists those that may");
        } else {
            new Handshaker(frameBytes, connection).handshake(context.channel(), request);
            context.pipeline().replace(this, null, new WebSocketFrames());
        }
    }

    private static boolean offersMqtt(FullHttpRequest request) {
        return request.headers().getAll(HttpHeaderNames.SEC_WEBSOCKET_PROTOCOL).stream()
                .flatMap(line -> Arrays.stream(line.split(",")))
                .anyMatch(name -> name.strip().equals(SUBPROTOCOL));
    }

    private static void refuse(ChannelHandlerContext context, HttpResponseStatus status, String text) {
        byte[] body = (text + "\n").getBytes(StandardCharsets.UTF_8);
        DefaultFullHttpResponse response =
                new DefaultFullHttpResponse(HttpVersion.HTTP_1_1, status, Unpooled.wrappedBuffer(body));
        response.headers()
                .set(HttpHeaderNames.CONTENT_TYPE, "text/plain; charset=utf-8")
                .setInt(HttpHeaderNames.CONTENT_LENGTH, body.length)
                .set(HttpHeaderNames.CONNECTION, HttpHeaderValues.CLOSE);
        if (status.equals(HttpResponseStatus.UPGRADE_REQUIRED)) {
            response.headers()
                    .set(HttpHeaderNames.UPGRADE, HttpHeaderValues.WEBSOCKET)
                    .set(HttpHeaderNames.SEC_WEBSOCKET_VERSION, VERSION);
        }
        context.writeAndFlush(response).addListener(ChannelFutureListener.CLOSE);
    }

    /** Netty's, with frames that tell how much of them is held. No extensions: a compressed frame of a few bytes may stand for many. */
    private static final class Handshaker extends WebSocketServerHandshaker13 {
        private final Connection connection;

        Handshaker(int frameBytes, Connection connection) {
            super("", SUBPROTOCOL, false, frameBytes);
            this.connection = connection;
        }

        @Override
        protected WebSocketFrameDecoder newWebsocketDecoder() {
            return new FrameDecoder(decoderConfig(), connection);
        }
    }
}
