package org.headgate.pay.http.internal.server;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelOutboundHandlerAdapter;
import io.netty.channel.ChannelPromise;
import io.netty.channel.embedded.EmbeddedChannel;
import io.netty.handler.codec.http.DefaultFullHttpRequest;
import io.netty.handler.codec.http.HttpContent;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpResponse;
import io.netty.handler.codec.http.HttpVersion;
import io.netty.util.ReferenceCountUtil;
import java.util.ArrayDeque;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/** An answer in parts, to a client that takes its time. */
class BackPressureTest {
    private final AtomicInteger asked = new AtomicInteger();
    private final Queue<ChannelPromise> untaken = new ArrayDeque<>();
    private boolean broken;

    private final EmbeddedChannel client = new EmbeddedChannel(
            new ChannelOutboundHandlerAdapter() {
                @Override
                public void write(ChannelHandlerContext ctx, Object message, ChannelPromise promise) {
                    if (message instanceof HttpContent content
                            && content.content().isReadable()) {
                        untaken.add(promise);
                        ReferenceCountUtil.release(message);
                    } else {
                        ctx.write(message, promise);
                    }
                }
            },
            new Exchange(
                    request ->
                            CompletableFuture.completedFuture(Answer.of("application/x-ndjson", this::next, Map.of())),
                    new RequestReader("", Scheme.HTTP),
                    new Limits(10, 10, 8_192, 8_192, 600, 600),
                    new Counters()));

    private CompletableFuture<byte[]> next() {
        if (broken) {
            return CompletableFuture.failedFuture(new IllegalStateException("the disk is gone"));
        }
        asked.incrementAndGet();
        return CompletableFuture.completedFuture(new byte[10]);
    }

    @Test
    void part_isReadWhenTheOneBeforeIsTaken() {
        ask();
        for (int taken = 1; taken < 5; taken++) {
            client.runPendingTasks();
            assertThat(asked).as("parts read while so many were sent").hasValue(taken);
            assertThat(untaken).hasSize(1);
            untaken.remove().setSuccess();
        }
    }

    @Test
    void client_thatLeaves_isReadForNoMore() {
        ask();
        client.runPendingTasks();
        client.close();
        untaken.remove().setFailure(new java.nio.channels.ClosedChannelException());
        client.runPendingTasks();
        assertThat(asked).hasValue(1);
    }

    @Test
    void answer_thatFailsInTheMiddle_endsTheConnection_withoutAnEnd() {
        ask();
        client.runPendingTasks();
        broken = true;
        untaken.remove().setSuccess();
        client.runPendingTasks();
        assertThat(client.isOpen()).isFalse();
        Object head = client.readOutbound();
        Object end = client.readOutbound();
        assertThat(head).isInstanceOf(HttpResponse.class).isNotInstanceOf(HttpContent.class);
        assertThat(end).isNull();
    }

    private void ask() {
        ByteBuf nothing = io.netty.buffer.Unpooled.EMPTY_BUFFER;
        DefaultFullHttpRequest request =
                new DefaultFullHttpRequest(HttpVersion.HTTP_1_1, HttpMethod.GET, "/history/h", nothing);
        request.headers().set("Host", "a");
        client.writeInbound(request);
    }
}
