package org.headgate.pay.http.internal.server;

import io.netty.bootstrap.ServerBootstrap;
import io.netty.buffer.UnpooledByteBufAllocator;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.FixedRecvByteBufAllocator;
import io.netty.channel.nio.NioEventLoopGroup;
import io.netty.channel.socket.SocketChannel;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import io.netty.handler.codec.http.HttpDecoderConfig;
import io.netty.handler.codec.http.HttpServerCodec;
import io.netty.handler.flow.FlowControlHandler;
import io.netty.util.concurrent.DefaultThreadFactory;
import java.net.InetSocketAddress;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** One listening port with an event loop of its own; tries again where the port is not free. */
public final class HttpServer implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(HttpServer.class);
    private static final int RETRY_SECONDS = 5;
    private static final int STOP_SECONDS = 5;
    private static final int LINE_BYTES = 4096;
    private static final int READ_BYTES = 4096;

    private final String address;
    private final int wanted;
    private final Handler handler;
    private final RequestReader reader;
    private final Limits limits;
    private final Counters counters;
    private final Crowd crowd;
    private final EventLoopGroup group = new NioEventLoopGroup(1, new DefaultThreadFactory("pay-http", true));
    private volatile @Nullable Channel channel;
    private volatile @Nullable String failure;
    private volatile boolean closed;

    /** @param port 0 for any free one @param publicBase address under which buyers reach it; empty: the one that they use */
    public HttpServer(String address, int port, String publicBase, Handler handler, Limits limits, Counters counters) {
        this.address = address;
        this.wanted = port;
        this.handler = handler;
        this.reader = new RequestReader(publicBase, "http");
        this.limits = limits;
        this.counters = counters;
        this.crowd = new Crowd(limits, counters);
    }

    /** Never blocks. */
    public void open() {
        new ServerBootstrap()
                .group(group)
                .channel(NioServerSocketChannel.class)
                .option(ChannelOption.SO_REUSEADDR, true)
                .option(ChannelOption.SO_BACKLOG, 128)
                .option(ChannelOption.ALLOCATOR, UnpooledByteBufAllocator.DEFAULT)
                .childOption(ChannelOption.TCP_NODELAY, true)
                .childOption(ChannelOption.ALLOCATOR, UnpooledByteBufAllocator.DEFAULT)
                .childOption(ChannelOption.RCVBUF_ALLOCATOR, new FixedRecvByteBufAllocator(READ_BYTES))
                .childHandler(new ChannelInitializer<SocketChannel>() {
                    @Override
                    protected void initChannel(SocketChannel accepted) {
                        prepare(accepted);
                    }
                })
                .bind(new InetSocketAddress(address, wanted))
                .addListener(bound -> {
                    if (bound.isSuccess()) {
                        channel = ((io.netty.channel.ChannelFuture) bound).channel();
                        failure = null;
                        LOG.info("pay-http listens on {}:{}", address, port());
                    } else if (!closed) {
                        failure = String.valueOf(bound.cause().getMessage());
                        group.schedule(this::open, RETRY_SECONDS, TimeUnit.SECONDS);
                    }
                });
    }

    private void prepare(Channel accepted) {
        if (!crowd.admit(accepted)) {
            accepted.close();
            return;
        }
        Exchange exchange = new Exchange(handler, reader, limits, counters);
        accepted.pipeline()
                .addLast(new ChannelInboundHandlerAdapter() {
                    @Override
                    public void channelRead(ChannelHandlerContext ctx, Object bytes) {
                        exchange.heard();
                        ctx.fireChannelRead(bytes);
                    }
                })
                .addLast(new HttpServerCodec(new HttpDecoderConfig()
                        .setMaxInitialLineLength(LINE_BYTES)
                        .setMaxHeaderSize(limits.headerBytes())
                        .setMaxChunkSize(READ_BYTES)))
                .addLast(new FlowControlHandler())
                .addLast(exchange);
    }

    /** 0 while it does not listen. */
    public int port() {
        Channel open = channel;
        return open == null ? 0 : ((InetSocketAddress) open.localAddress()).getPort();
    }

    /** Why it does not listen; null where it does, or is about to. */
    public @Nullable String failure() {
        return failure;
    }

    public int connections() {
        return crowd.connections();
    }

    /** Waits for seconds at most. */
    @Override
    public void close() {
        closed = true;
        group.shutdownGracefully(0, STOP_SECONDS, TimeUnit.SECONDS)
                .awaitUninterruptibly(STOP_SECONDS, TimeUnit.SECONDS);
    }
}
