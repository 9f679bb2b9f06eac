package org.headgate.pay.http.internal;

import java.time.Clock;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;
import org.headgate.api.batch.Address;
import org.headgate.api.batch.Signer;
import org.headgate.api.feed.Feeds;
import org.headgate.api.status.Problem;
import org.headgate.api.status.Report;
import org.headgate.api.status.StatusSource;
import org.headgate.api.topic.DurableTopic;
import org.headgate.api.topic.DurableTopics;
import org.headgate.market.Sales;
import org.headgate.pay.http.internal.server.Counters;
import org.headgate.pay.http.internal.server.Counters.Count;
import org.headgate.pay.http.internal.server.HttpServer;
import org.headgate.pay.http.internal.server.Limits;
import org.headgate.tls.TlsFiles;
import org.headgate.x402.Network;
import org.headgate.x402.chain.PaymentChain;
import org.jspecify.annotations.Nullable;
import org.osgi.framework.BundleContext;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.ConfigurationPolicy;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.component.annotations.ReferenceCardinality;
import org.osgi.service.component.annotations.ReferencePolicy;
import org.osgi.service.component.annotations.ReferencePolicyOption;
import org.osgi.service.metatype.annotations.Designate;

/** The shop on HTTP as a component. */
@Component(
        immediate = true,
        configurationPid = "pay-http",
        configurationPolicy = ConfigurationPolicy.REQUIRE,
        service = StatusSource.class)
@Designate(ocd = PayHttpConfig.class)
public final class PayHttp implements StatusSource, Seller {
    private static final long LATELY_MILLIS = 600_000;
    private static final int WAITING = 64;

    private final Counters counters = new Counters();
    private final @Nullable HttpServer server;
    private final Map<Network, PaymentChain> chains = new ConcurrentHashMap<>();
    private final Worker readers = new Worker("pay-http-reader", WAITING);
    /** Whoever reads much does not keep others waiting. */
    private final Worker historians = new Worker("pay-http-history", WAITING);
    /** Signs offers, and checks signatures. */
    private final Worker signers;

    @Reference(
            cardinality = ReferenceCardinality.OPTIONAL,
            policy = ReferencePolicy.DYNAMIC,
            policyOption = ReferencePolicyOption.GREEDY)
    volatile @Nullable Sales sales;

    @Reference(
            cardinality = ReferenceCardinality.OPTIONAL,
            policy = ReferencePolicy.DYNAMIC,
            policyOption = ReferencePolicyOption.GREEDY)
    volatile @Nullable Feeds feeds;

    @Reference(
            cardinality = ReferenceCardinality.OPTIONAL,
            policy = ReferencePolicy.DYNAMIC,
            policyOption = ReferencePolicyOption.GREEDY)
    volatile @Nullable Signer signer;

    @Reference(
            cardinality = ReferenceCardinality.OPTIONAL,
            policy = ReferencePolicy.DYNAMIC,
            policyOption = ReferencePolicyOption.GREEDY)
    volatile @Nullable DurableTopics topics;

    @Activate
    public PayHttp(PayHttpConfig config, BundleContext context) {
        this(config, new DoorPorts(context)::now);
    }

    PayHttp(PayHttpConfig config, Supplier<Map<String, Integer>> doors) {
        // A connection asks once at a time: what waits here is never more than what waits there.
        signers = new Worker("pay-http-signer", Math.max(1, config.connections_max()));
        server = opened(config, doors);
    }

    private @Nullable HttpServer opened(PayHttpConfig config, Supplier<Map<String, Integer>> doors) {
        if (config.port() < 0 && config.tls_port() < 0) {
            return null;
        }
        PassJson passes = new PassJson(List.of(config.broker_url()), doors);
        HttpServer ports =
                new HttpServer(config.address(), config.public_url(), router(passes), limits(config), counters);
        if (config.port() >= 0) {
            ports.open(config.port());
        }
        if (config.tls_port() >= 0) {
            ports.openEncrypted(
                    config.tls_port(),
                    TlsFiles.server(List.of(config.tls_certificate_file()), List.of(config.tls_key_file())));
        }
        return ports;
    }

    private Router router(PassJson passes) {
        Shelf shelf = new Shelf(this);
        SignIns signIns = new SignIns(this, new Nonces(System::nanoTime), Clock.systemUTC());
        return new Router()
                .with("catalog", FeedEndpoint.catalog(this))
                .with("feeds/*/offer", FeedEndpoint.offer(this))
                .with("feeds/*/passes", selling(Set.of("GET", "POST"), new PassGoods(passes, signIns)))
                .with("feeds/*/records", selling(Set.of("GET"), new RecordGoods(this, readers)))
                .with("feeds/*/history", selling(Set.of("GET", "POST"), new HistoryGoods(this, historians)))
                .with("passes/mine", mine(signIns, "passes", passes::of))
                .with("channels/mine", mine(signIns, "channels", ChannelJson::of))
                .with("history/*", new BoughtHistoryEndpoint(this, historians, false, System::currentTimeMillis))
                .with("history/*/proofs", new BoughtHistoryEndpoint(this, historians, true, System::currentTimeMillis))
                .with("discovery/resources", signers.serving(new DiscoveryEndpoint(shelf)))
                .with("facilitator/supported", signers.serving(FacilitatorEndpoint.supported(this, shelf)))
                .with("facilitator/verify", signers.serving(new FacilitatorEndpoint(this, shelf)))
                .with("facilitator/settle", signers.serving(new SettleEndpoint(this)));
    }

    private Endpoint selling(Set<String> methods, SaleEndpoint.Goods goods) {
        return signers.serving(new SaleEndpoint(this, methods, goods));
    }

    private Endpoint mine(SignIns signIns, String name, MineEndpoint.Form form) {
        return signers.serving(new MineEndpoint(this, signIns, name, form));
    }

    private static Limits limits(PayHttpConfig config) {
        return new Limits(
                config.connections_max(),
                config.connections_host_max(),
                config.header_kib() * 1024,
                config.body_kib() * 1024,
                config.request_seconds(),
                config.answer_seconds());
    }

    @Deactivate
    void close() {
        if (server != null) {
            server.close();
        }
        readers.close();
        historians.close();
        signers.close();
    }

    @Reference(cardinality = ReferenceCardinality.MULTIPLE, policy = ReferencePolicy.DYNAMIC)
    void addChain(PaymentChain chain) {
        chains.put(chain.network(), chain);
    }

    void removeChain(PaymentChain chain) {
        chains.remove(chain.network(), chain);
    }

    @Override
    public @Nullable Sales sales() {
        return sales;
    }

    @Override
    public @Nullable Feeds feeds() {
        return feeds;
    }

    @Override
    public @Nullable PaymentChain chain(Network network) {
        return chains.get(network);
    }

    @Override
    public Set<Network> networks() {
        return Set.copyOf(chains.keySet());
    }

    @Override
    public @Nullable DurableTopic topic(String name) {
        DurableTopics all = topics;
        return all == null ? null : all.find(name);
    }

    @Override
    public @Nullable Address gateway() {
        Signer key = signer;
        return key == null ? null : key.address();
    }

    @Override
    public String component() {
        return "pay-http";
    }

    @Override
    public Report report() {
        Report.Builder report = Report.builder();
        if (server == null) {
            return report.build();
        }
        server.report(report);
        if (sales == null) {
            report.problem(new Problem(
                    "market_absent", "nothing can be sold: buyers are told 503", "see what market says", true));
        }
        report.metric("pay-http.connections", server.connections());
        for (Count count : Count.values()) {
            if (count.bound() && counters.lately(count, LATELY_MILLIS)) {
                report.problem(limited(count));
            }
            report.metric(metric(count), counters.get(count));
        }
        return report.build();
    }

    private static String metric(Count count) {
        String name = count.name().toLowerCase(Locale.ROOT).replace('_', '.');
        return "pay-http." + (count.bound() ? "limit." : "") + name;
    }

    private Problem limited(Count count) {
        return new Problem(
                "limit_" + count.name().toLowerCase(Locale.ROOT),
                "%d since the start, the last within 10 minutes".formatted(counters.get(count)),
                "see which client it is, or raise pay-http." + count.key(),
                false);
    }
}
