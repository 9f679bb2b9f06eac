package org.headgate.mqtt.door.internal.websocket;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelDuplexHandler;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelPromise;
import io.netty.handler.codec.http.websocketx.BinaryWebSocketFrame;
import io.netty.handler.codec.http.websocketx.CloseWebSocketFrame;
import io.netty.handler.codec.http.websocketx.ContinuationWebSocketFrame;
import io.netty.handler.codec.http.websocketx.PingWebSocketFrame;
import io.netty.handler.codec.http.websocketx.PongWebSocketFrame;
import io.netty.handler.codec.http.websocketx.WebSocketCloseStatus;
import io.netty.handler.codec.http.websocketx.WebSocketFrame;

/** Frames in, bytes out of them; bytes in, a binary frame of each. Frames and packets need not begin and end together [MQTT-6.0.0-2]. */
final class WebSocketFrames extends ChannelDuplexHandler {
    private boolean closed;

    @Override
    public void channelRead(ChannelHandlerContext context, Object message) {
        WebSocketFrame frame = (WebSocketFrame) message;
        if (frame instanceof BinaryWebSocketFrame || frame instanceof ContinuationWebSocketFrame) {
            context.fireChannelRead(frame.content());
            return;
        }
        if (frame instanceof PingWebSocketFrame && !closed && context.channel().isWritable()) {
            context.writeAndFlush(new PongWebSocketFrame(frame.content().retain()));
        } else if (frame instanceof CloseWebSocketFrame) {
            close(context, WebSocketCloseStatus.NORMAL_CLOSURE);
        } else if (!(frame instanceof PingWebSocketFrame || frame instanceof PongWebSocketFrame)) {
            close(context, WebSocketCloseStatus.INVALID_MESSAGE_TYPE); // [MQTT-6.0.0-1]
        }
        frame.release();
    }

    private void close(ChannelHandlerContext context, WebSocketCloseStatus status) {
        if (closed) {
            context.close();
        } else {
            closed = true;
            context.writeAndFlush(new CloseWebSocketFrame(status)).addListener(ChannelFutureListener.CLOSE);
        }
    }

    @Override
    public void write(ChannelHandlerContext context, Object message, ChannelPromise promise) {
        closed |= message instanceof CloseWebSocketFrame;
        boolean payload = message instanceof ByteBuf bytes && bytes.isReadable();
        context.write(payload ? new BinaryWebSocketFrame((ByteBuf) message) : message, promise);
    }
}
