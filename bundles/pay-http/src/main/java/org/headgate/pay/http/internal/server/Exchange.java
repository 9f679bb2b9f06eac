package org.headgate.pay.http.internal.server;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.handler.codec.http.DefaultFullHttpResponse;
import io.netty.handler.codec.http.DefaultHttpContent;
import io.netty.handler.codec.http.DefaultHttpResponse;
import io.netty.handler.codec.http.FullHttpResponse;
import io.netty.handler.codec.http.HttpContent;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaderValues;
import io.netty.handler.codec.http.HttpObject;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpResponse;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.HttpUtil;
import io.netty.handler.codec.http.HttpVersion;
import io.netty.handler.codec.http.LastHttpContent;
import io.netty.handler.codec.http.TooLongHttpHeaderException;
import io.netty.handler.codec.http.TooLongHttpLineException;
import io.netty.util.concurrent.Future;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.concurrent.TimeUnit;
import org.headgate.pay.http.internal.server.Counters.Count;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** One connection: a request, its answer, the next request. Whatever it waits for, it waits a limited time. */
final class Exchange extends SimpleChannelInboundHandler<HttpObject> {
    private static final Logger LOG = LoggerFactory.getLogger(Exchange.class);
    /** What a client may still send of a request that was refused, so that it gets to read why. */
    private static final int MOST_DISCARDED = 1 << 20;
    /** For who sends what is no HTTP, to read that it is none: nothing tells where it would end. */
    private static final int FAREWELL_SECONDS = 2;

    private final Handler handler;
    private final RequestReader reader;
    private final Limits limits;
    private final Counters counters;
    private State state = State.WAITING;
    private @Nullable HttpRequest head;
    private final ByteArrayOutputStream body = new ByteArrayOutputStream(0);
    private int discarded;
    private @Nullable Future<?> deadline;

    private enum State {
        /** For the first byte of a request. */
        WAITING,
        READING,
        ANSWERING,
        /** An answer goes out in parts. */
        STREAMING,
        /** The rest of a request that was refused is read and forgotten; then the connection ends. */
        DISCARDING
    }

    Exchange(Handler handler, RequestReader reader, Limits limits, Counters counters) {
        this.handler = handler;
        this.reader = reader;
        this.limits = limits;
        this.counters = counters;
    }

    @Override
    public void channelActive(ChannelHandlerContext ctx) {
        within(ctx, limits.requestSeconds(), () -> slow(ctx));
    }

    @Override
    public void channelInactive(ChannelHandlerContext ctx) {
        calm();
    }

    /** Bytes have come, whether they make a request or not. */
    void heard() {
        if (state == State.WAITING) {
            state = State.READING;
        }
    }

    @Override
    protected void channelRead0(ChannelHandlerContext ctx, HttpObject part) throws IOException {
        if (part.decoderResult().isFailure()) {
            refuse(ctx, broken(part.decoderResult().cause()));
            within(ctx, FAREWELL_SECONDS, ctx::close);
        }
        if (state != State.DISCARDING && part instanceof HttpRequest request) {
            begin(ctx, request);
        }
        if (part instanceof HttpContent content) {
            take(ctx, content.content());
        }
        if (part instanceof LastHttpContent) {
            whole(ctx);
        }
    }

    private void begin(ChannelHandlerContext ctx, HttpRequest request) {
        state = State.READING;
        head = request;
        body.reset();
        if (HttpUtil.getContentLength(request, 0L) > limits.bodyBytes()) {
            refuse(ctx, tooLarge());
        } else if (HttpUtil.is100ContinueExpected(request)) {
            ctx.writeAndFlush(new DefaultFullHttpResponse(HttpVersion.HTTP_1_1, HttpResponseStatus.CONTINUE));
        }
    }

    private void take(ChannelHandlerContext ctx, ByteBuf content) throws IOException {
        int bytes = content.readableBytes();
        if (state == State.READING && bytes > limits.bodyBytes() - body.size()) {
            refuse(ctx, tooLarge());
        }
        if (state == State.READING) {
            content.readBytes(body, bytes);
        } else if ((discarded += bytes) > MOST_DISCARDED) {
            ctx.close();
        }
    }

    private void whole(ChannelHandlerContext ctx) {
        HttpRequest request = head;
        if (state == State.DISCARDING) {
            ctx.close();
        } else if (state == State.READING && request != null) {
            state = State.ANSWERING;
            ctx.channel().config().setAutoRead(false);
            counters.add(Count.REQUESTS);
            answer(ctx, request);
        }
    }

    private void answer(ChannelHandlerContext ctx, HttpRequest request) {
        boolean goesOn = HttpUtil.isKeepAlive(request);
        byte[] whole = body.toByteArray();
        body.reset();
        head = null;
        within(ctx, limits.answerSeconds(), () -> {
            counters.add(Count.LATE);
            send(
                    ctx,
                    Answer.error(
                            503,
                            "answer_late",
                            "it is not done after " + limits.answerSeconds() + " s, and goes on",
                            "send the same request again: the same payment is not taken twice"),
                    false);
        });
        try {
            handler.answer(reader.read(request, whole, ctx.channel().localAddress()))
                    .whenComplete((answer, failure) ->
                            ctx.executor().execute(() -> send(ctx, failure == null ? answer : ours(failure), goesOn)));
        } catch (RequestReader.Malformed e) {
            send(ctx, e.answer(), goesOn);
        } catch (RuntimeException e) {
            send(ctx, ours(e), goesOn);
        }
    }

    private void send(ChannelHandlerContext ctx, Answer answer, boolean goesOn) {
        if (state != State.ANSWERING || !ctx.channel().isActive()) {
            return;
        }
        Body rest = answer.rest();
        if (rest != null) {
            state = State.STREAMING;
            ctx.writeAndFlush(beginning(answer, goesOn));
            stream(ctx, rest, goesOn);
            return;
        }
        state = State.WAITING;
        within(ctx, limits.requestSeconds(), ctx::close);
        ctx.writeAndFlush(response(answer, goesOn)).addListener(sent -> sent(ctx, sent.isSuccess() && goesOn));
    }

    private void sent(ChannelHandlerContext ctx, boolean goesOn) {
        if (!goesOn) {
            ctx.close();
        } else {
            within(ctx, limits.requestSeconds(), () -> slow(ctx));
            ctx.channel().config().setAutoRead(true);
        }
    }

    /** The next part, once the client has taken the one before. */
    private void stream(ChannelHandlerContext ctx, Body rest, boolean goesOn) {
        within(ctx, limits.answerSeconds(), ctx::close);
        rest.next()
                .whenComplete((part, failure) -> ctx.executor().execute(() -> {
                    if (!ctx.channel().isActive()) {
                        return;
                    }
                    if (failure != null) {
                        LOG.warn("An answer ends in the middle: {}", failure.getMessage());
                        ctx.close();
                        return;
                    }
                    within(ctx, limits.requestSeconds(), ctx::close);
                    if (part == null) {
                        state = State.WAITING;
                        ctx.writeAndFlush(LastHttpContent.EMPTY_LAST_CONTENT)
                                .addListener(sent -> sent(ctx, sent.isSuccess() && goesOn));
                    } else {
                        ctx.writeAndFlush(new DefaultHttpContent(Unpooled.wrappedBuffer(part)))
                                .addListener(sent -> {
                                    if (sent.isSuccess()) {
                                        stream(ctx, rest, goesOn);
                                    } else {
                                        ctx.close();
                                    }
                                });
                    }
                }));
    }

    /** Of a request that is not whole yet. */
    private void refuse(ChannelHandlerContext ctx, Answer answer) {
        if (state != State.DISCARDING) {
            state = State.DISCARDING;
            body.reset();
            ctx.writeAndFlush(response(answer, false));
        }
    }

    private void slow(ChannelHandlerContext ctx) {
        if (state == State.READING) {
            counters.add(Count.SLOW);
            Answer answer = Answer.error(
                    408,
                    "request_slow",
                    "the request was not whole after " + limits.requestSeconds() + " s",
                    "send it in one go");
            ctx.writeAndFlush(response(answer, false)).addListener(ChannelFutureListener.CLOSE);
        } else {
            ctx.close();
        }
    }

    private Answer tooLarge() {
        counters.add(Count.BODIES);
        return Answer.error(
                413,
                "body_too_large",
                "the body has more than " + limits.bodyBytes() + " bytes",
                "no request here needs that much: a payment over HTTP goes into the header PAYMENT-SIGNATURE");
    }

    private Answer broken(@Nullable Throwable cause) {
        if (cause instanceof TooLongHttpHeaderException) {
            counters.add(Count.HEADERS);
            return Answer.error(
                    431,
                    "headers_too_large",
                    "the headers have more than " + limits.headerBytes() + " bytes",
                    "send a smaller payment: no extension needs that much");
        }
        if (cause instanceof TooLongHttpLineException) {
            counters.add(Count.HEADERS);
            return Answer.error(414, "address_too_long", "the request line is too long", "see docs/payments.md");
        }
        return Answer.error(400, "request_malformed", "it is not HTTP/1.1", "use an HTTP client");
    }

    private static Answer ours(Throwable failure) {
        LOG.error("A request could not be answered", failure);
        return Answer.error(
                500,
                "internal",
                "the gateway has failed; the reason is in its log",
                "send the same request again: the same payment is not taken twice");
    }

    private FullHttpResponse response(Answer answer, boolean goesOn) {
        counters.answered(answer.status());
        FullHttpResponse response = new DefaultFullHttpResponse(
                HttpVersion.HTTP_1_1,
                HttpResponseStatus.valueOf(answer.status()),
                Unpooled.wrappedBuffer(answer.body()));
        tell(response, answer, goesOn);
        HttpUtil.setContentLength(response, answer.body().length);
        return response;
    }

    /** Of an answer in parts. */
    private HttpResponse beginning(Answer answer, boolean goesOn) {
        counters.answered(answer.status());
        HttpResponse response =
                new DefaultHttpResponse(HttpVersion.HTTP_1_1, HttpResponseStatus.valueOf(answer.status()));
        tell(response, answer, goesOn);
        HttpUtil.setTransferEncodingChunked(response, true);
        return response;
    }

    private static void tell(HttpResponse response, Answer answer, boolean goesOn) {
        response.headers()
                .set(HttpHeaderNames.CONTENT_TYPE, answer.type())
                .set(HttpHeaderNames.CACHE_CONTROL, HttpHeaderValues.NO_STORE)
                .set("X-Content-Type-Options", "nosniff");
        answer.headers().forEach((name, value) -> response.headers().set(name, value));
        if (!goesOn) {
            response.headers().set(HttpHeaderNames.CONNECTION, HttpHeaderValues.CLOSE);
        }
    }

    private void within(ChannelHandlerContext ctx, int seconds, Runnable otherwise) {
        calm();
        deadline = ctx.executor().schedule(otherwise, seconds, TimeUnit.SECONDS);
    }

    private void calm() {
        if (deadline != null) {
            deadline.cancel(false);
        }
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
        LOG.debug("A connection is given up: {}", cause.toString());
        ctx.close();
    }
}
