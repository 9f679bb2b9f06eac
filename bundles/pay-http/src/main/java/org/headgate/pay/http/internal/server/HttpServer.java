package org.headgate.pay.http.internal.server;

import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.nio.NioEventLoopGroup;
import io.netty.handler.codec.http.HttpDecoderConfig;
import io.netty.handler.codec.http.HttpServerCodec;
import io.netty.handler.flow.FlowControlHandler;
import io.netty.util.concurrent.DefaultThreadFactory;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.headgate.api.status.Problem;
import org.headgate.api.status.Report;
import org.headgate.tls.TlsFiles;
import org.headgate.tls.TlsRenewal;
import org.jspecify.annotations.Nullable;

/** The shop's ports, plain and with TLS, on one event loop of their own: the limits hold for both together. */
public final class HttpServer implements AutoCloseable {
    private static final int STOP_SECONDS = 5;
    private static final int LINE_BYTES = 4096;

    private final String address;
    private final String publicBase;
    private final Handler handler;
    private final Limits limits;
    private final Counters counters;
    private final Crowd crowd;
    private final EventLoopGroup group = new NioEventLoopGroup(1, new DefaultThreadFactory("pay-http", true));
    private final List<Listener> listeners = new CopyOnWriteArrayList<>();
    private volatile @Nullable TlsRenewal tls;

    /** @param publicBase address under which buyers reach it; empty: the one that they use */
    public HttpServer(String address, String publicBase, Handler handler, Limits limits, Counters counters) {
        this.address = address;
        this.publicBase = publicBase;
        this.handler = handler;
        this.limits = limits;
        this.counters = counters;
        this.crowd = new Crowd(limits, counters);
    }

    /** Never blocks. @param port 0 for any free one */
    public void open(int port) {
        RequestReader reader = new RequestReader(publicBase, Scheme.HTTP);
        listen("pay-http", port, accepted -> prepare(accepted, reader));
    }

    /** Never blocks, but for reading certificates; listens once they can be used. Once. @param port 0 for any free one */
    public void openEncrypted(int port, TlsFiles files) {
        RequestReader reader = new RequestReader(publicBase, Scheme.HTTPS);
        TlsRenewal certificates = new TlsRenewal("pay-http", files, certificate -> false, limits.requestSeconds());
        tls = certificates;
        certificates.start(
                group,
                () -> listen("pay-http.tls", port, accepted -> {
                    accepted.pipeline().addLast(certificates.entry().handler(accepted.alloc()));
                    prepare(accepted, reader);
                }));
    }

    private void listen(String name, int port, Consumer<Channel> prepare) {
        Listener listener = new Listener(name, address, port, group, accepted -> {
            if (crowd.admit(accepted)) {
                prepare.accept(accepted);
            } else {
                accepted.close();
            }
        });
        listeners.add(listener);
        listener.open();
    }

    private void prepare(Channel accepted, RequestReader reader) {
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
                        .setMaxChunkSize(Listener.READ_BYTES)))
                .addLast(new FlowControlHandler())
                .addLast(exchange);
    }

    /** Ports {@code pay-http} and {@code pay-http.tls}, and why one is not open. */
    public void report(Report.Builder report) {
        listeners.forEach(listener -> listener.report(report));
        TlsRenewal certificates = tls;
        Problem unusable = certificates == null ? null : certificates.problem();
        if (unusable != null) {
            report.problem(unusable);
        }
    }

    public int connections() {
        return crowd.connections();
    }

    /** Waits for seconds at most. */
    @Override
    public void close() {
        TlsRenewal certificates = tls;
        if (certificates != null) {
            certificates.close();
        }
        group.shutdownGracefully(0, STOP_SECONDS, TimeUnit.SECONDS)
                .awaitUninterruptibly(STOP_SECONDS, TimeUnit.SECONDS);
    }
}
