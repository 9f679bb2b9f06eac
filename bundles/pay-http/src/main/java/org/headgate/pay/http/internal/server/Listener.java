package org.headgate.pay.http.internal.server;

import io.netty.bootstrap.ServerBootstrap;
import io.netty.buffer.UnpooledByteBufAllocator;
import io.netty.channel.Channel;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.FixedRecvByteBufAllocator;
import io.netty.channel.socket.SocketChannel;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import java.net.InetSocketAddress;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.headgate.api.status.Problem;
import org.headgate.api.status.Report;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** One listening port; tries again where the port is not free. */
final class Listener {
    private static final Logger LOG = LoggerFactory.getLogger(Listener.class);
    private static final int RETRY_SECONDS = 5;
    static final int READ_BYTES = 4096;

    private final String name;
    private final InetSocketAddress wanted;
    private final EventLoopGroup group;
    private final ServerBootstrap bootstrap;
    private volatile @Nullable Channel channel;
    private volatile @Nullable String failure;

    /** @param name in the status @param port 0 for any free one @param prepare fills the pipeline of what is accepted */
    Listener(String name, String address, int port, EventLoopGroup group, Consumer<Channel> prepare) {
        this.name = name;
        this.wanted = new InetSocketAddress(address, port);
        this.group = group;
        this.bootstrap = new ServerBootstrap()
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
                        prepare.accept(accepted);
                    }
                });
    }

    /** Never blocks. */
    void open() {
        bootstrap.bind(wanted).addListener(bound -> {
            if (bound.isSuccess()) {
                channel = ((io.netty.channel.ChannelFuture) bound).channel();
                failure = null;
                LOG.info("{} listens on {}:{}", name, wanted.getHostString(), port());
            } else if (!group.isShuttingDown()) {
                failure = String.valueOf(bound.cause().getMessage());
                group.schedule(this::open, RETRY_SECONDS, TimeUnit.SECONDS);
            }
        });
    }

    /** 0 while it does not listen. */
    private int port() {
        Channel open = channel;
        return open == null ? 0 : ((InetSocketAddress) open.localAddress()).getPort();
    }

    void report(Report.Builder report) {
        String why = failure;
        if (channel != null) {
            report.port(name, port());
        } else if (why == null) {
            report.problem(new Problem("opening", name + " is not listening yet", "ask again in a second", true));
        } else {
            report.problem(new Problem(
                    "port_not_free",
                    "%s cannot listen on %s:%d: %s".formatted(name, wanted.getHostString(), wanted.getPort(), why),
                    "end what uses the port, or set another; it is tried again every %d s".formatted(RETRY_SECONDS),
                    true));
        }
    }
}
