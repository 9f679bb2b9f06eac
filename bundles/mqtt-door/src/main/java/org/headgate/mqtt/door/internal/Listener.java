package org.headgate.mqtt.door.internal;

import io.netty.bootstrap.ServerBootstrap;
import io.netty.buffer.ByteBufAllocator;
import io.netty.buffer.PooledByteBufAllocator;
import io.netty.channel.Channel;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.WriteBufferWaterMark;
import io.netty.channel.socket.SocketChannel;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import java.net.InetSocketAddress;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.headgate.api.status.Problem;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** One listening port; tries again where the port is not free. */
final class Listener {
    private static final Logger LOG = LoggerFactory.getLogger(Listener.class);
    private static final WriteBufferWaterMark OUTBOUND = new WriteBufferWaterMark(64 * 1024, 256 * 1024);
    private static final int RETRY_SECONDS = 5;
    /** One loop needs one arena, in chunks of 512 KiB instead of 4 MiB. */
    private static final ByteBufAllocator BUFFERS = new PooledByteBufAllocator(true, 0, 1, 8192, 6, 64, 16, false);

    private final String name;
    private final String address;
    private final int wanted;
    private final ServerBootstrap bootstrap;
    private final ScheduledExecutorService scheduler;
    private volatile @Nullable Channel channel;
    private volatile @Nullable String failure;
    private volatile boolean closed;

    /** @param reads of the one loop of the group @param prepare fills the pipeline of what is accepted */
    Listener(
            String name,
            String address,
            int port,
            EventLoopGroup group,
            SharedReads reads,
            Consumer<Channel> prepare,
            ScheduledExecutorService scheduler) {
        this.name = name;
        this.address = address;
        this.wanted = port;
        this.scheduler = scheduler;
        this.bootstrap = new ServerBootstrap()
                .group(group)
                .channel(NioServerSocketChannel.class)
                .option(ChannelOption.SO_REUSEADDR, true)
                .option(ChannelOption.SO_BACKLOG, 1024)
                .childOption(ChannelOption.TCP_NODELAY, true)
                .childOption(ChannelOption.ALLOCATOR, BUFFERS)
                .childOption(ChannelOption.RCVBUF_ALLOCATOR, reads)
                .childOption(ChannelOption.WRITE_BUFFER_WATER_MARK, OUTBOUND)
                .childHandler(new ChannelInitializer<SocketChannel>() {
                    @Override
                    protected void initChannel(SocketChannel accepted) {
                        prepare.accept(accepted);
                    }
                });
    }

    /** Never blocks. */
    void open() {
        bootstrap.bind(new InetSocketAddress(address, wanted)).addListener(bound -> {
            if (bound.isSuccess()) {
                channel = ((io.netty.channel.ChannelFuture) bound).channel();
                failure = null;
                LOG.info("{} listens on {}:{}", name, address, port());
                if (closed) {
                    close();
                }
            } else if (!closed) {
                failure = String.valueOf(bound.cause().getMessage());
                scheduler.schedule(this::open, RETRY_SECONDS, TimeUnit.SECONDS);
            }
        });
    }

    /** 0 while it does not listen. */
    int port() {
        Channel open = channel;
        return open == null ? 0 : ((InetSocketAddress) open.localAddress()).getPort();
    }

    String name() {
        return name;
    }

    @Nullable
    Problem problem() {
        String why = failure;
        if (why == null && channel == null && !closed) {
            return Door.opening(name);
        }
        return why == null
                ? null
                : new Problem(
                        "port_not_free",
                        "%s cannot listen on %s:%d: %s".formatted(name, address, wanted, why),
                        "end what uses the port, or set another; it is tried again every %d s".formatted(RETRY_SECONDS),
                        true);
    }

    void close() {
        closed = true;
        Channel open = channel;
        if (open != null) {
            open.close();
        }
    }
}
