package org.headgate.chain.evm.internal;

import java.math.BigInteger;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Dictionary;
import java.util.Hashtable;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ScheduledExecutorService;
import org.headgate.api.batch.Address;
import org.headgate.api.batch.Anchors;
import org.headgate.api.batch.Batches;
import org.headgate.api.batch.SignedHeader;
import org.headgate.api.batch.Signer;
import org.headgate.api.status.Problem;
import org.headgate.api.status.Report;
import org.headgate.api.status.StatusSource;
import org.headgate.store.Opening;
import org.headgate.store.Store;
import org.headgate.store.StoreUnavailable;
import org.headgate.x402.Network;
import org.headgate.x402.chain.Income;
import org.headgate.x402.chain.PaymentChain;
import org.jspecify.annotations.Nullable;
import org.osgi.framework.BundleContext;
import org.osgi.framework.ServiceRegistration;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.ConfigurationPolicy;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.component.annotations.ReferenceCardinality;
import org.osgi.service.component.annotations.ReferencePolicy;
import org.osgi.service.component.annotations.ReferencePolicyOption;
import org.osgi.service.metatype.annotations.AttributeDefinition;
import org.osgi.service.metatype.annotations.Designate;
import org.osgi.service.metatype.annotations.ObjectClassDefinition;

/** The chain that is configured, as a service {@link PaymentChain} with the property {@code x402.network}, once what an earlier run left is read. */
@Component(
        service = StatusSource.class,
        immediate = true,
        configurationPid = ChainEvm.NAME,
        configurationPolicy = ConfigurationPolicy.REQUIRE)
@Designate(ocd = ChainEvm.Config.class)
public final class ChainEvm implements StatusSource {
    static final String NAME = "chain-evm";
    private static final Duration LOOK = Duration.ofSeconds(20);

    private final Store store;
    private final Signer signer;
    private final ScheduledExecutorService scheduler;
    private final BundleContext context;
    private final Duration anchorPeriod;
    private volatile @Nullable Setup setup;
    private volatile @Nullable Problem problem;
    private final Opening opening;
    private volatile @Nullable EvmChain chain;
    private volatile @Nullable Anchoring anchoring;
    private final List<ServiceRegistration<?>> registrations = new ArrayList<>();

    @Reference(
            cardinality = ReferenceCardinality.OPTIONAL,
            policy = ReferencePolicy.DYNAMIC,
            policyOption = ReferencePolicyOption.GREEDY)
    volatile @Nullable Batches batches;

    @Reference(
            cardinality = ReferenceCardinality.OPTIONAL,
            policy = ReferencePolicy.DYNAMIC,
            policyOption = ReferencePolicyOption.GREEDY)
    volatile @Nullable Income income;

    @ObjectClassDefinition(name = "EVM chain", description = "The chain that payments are settled on.")
    @interface Config {
        @AttributeDefinition(
                name = "Network",
                description =
                        "eip155: and the chain id: eip155:8453 (Base), eip155:84532 (Base Sepolia), eip155:42161 (Arbitrum One). Empty: no chain.")
        String network() default "";

        @AttributeDefinition(
                name = "Endpoints",
                description =
                        "URLs of JSON-RPC endpoints of that network, in the order in which they are asked. One that holds a key belongs into rpc.file.")
        String[] rpc_urls() default {};

        @AttributeDefinition(
                name = "Endpoints file",
                description = "File with more endpoints, one URL a line, asked before those of rpc.urls. Empty: none.")
        String rpc_file() default "";

        @AttributeDefinition(name = "Timeout", description = "Seconds within which an endpoint must answer.")
        int rpc_timeout_seconds() default 10;

        @AttributeDefinition(
                name = "Look",
                description = "Seconds between looks at the newest block and at the account that pays for gas.")
        int look_seconds() default 30;

        @AttributeDefinition(
                name = "Poll",
                description = "Milliseconds between looks for the receipts of transactions that are under way.")
        int poll_ms() default 1_000;

        @AttributeDefinition(
                name = "Settle",
                description =
                        "Seconds for which a payment waits for its block; then it is told that it is on its way, and is gone on with.")
        int settle_seconds() default 30;

        @AttributeDefinition(
                name = "Stuck",
                description = "Seconds without a block after which a transaction is sent again, with higher fees.")
        int stuck_seconds() default 60;

        @AttributeDefinition(
                name = "Highest fee",
                description = "Most that a unit of gas may cost, in gwei, for example 0.5.")
        String gas_max_fee_gwei() default "5";

        @AttributeDefinition(
                name = "Highest priority fee",
                description = "Most of it that may go to the maker of the block, in gwei.")
        String gas_max_priority_gwei() default "1";

        @AttributeDefinition(
                name = "Gas a day",
                description =
                        "Most that may go for gas from midnight to midnight UTC, in wei: 5000000000000000 is 0.005 ether.")
        long gas_daily_max() default 5_000_000_000_000_000L;

        @AttributeDefinition(
                name = "Gas by income",
                description =
                        "Percent of what was earned that may go for gas in all, where something is sold. The gas of one day (gas.daily.max) is advanced. 0: income does not matter.")
        int gas_income_percent() default 50;

        @AttributeDefinition(
                name = "Price of the coin",
                description =
                        "What one coin of the network costs, in dollars: its price is not asked for anywhere. Too high is safe.")
        String gas_coin_dollars() default "4000";

        @AttributeDefinition(
                name = "Facilitator",
                description =
                        "Address of an outside x402 facilitator that is to settle payments, as https://host/path. Empty: the gateway settles by itself.")
        String facilitator_url() default "";

        @AttributeDefinition(
                name = "Facilitator's token file",
                description = "File with the token that the facilitator asks for (Authorization: Bearer). Empty: none.")
        String facilitator_token_file() default "";

        @AttributeDefinition(
                name = "Facilitator's look",
                description = "Seconds within which the facilitator must say whether a payment is good.")
        int facilitator_verify_seconds() default 10;

        @AttributeDefinition(
                name = "Facilitator's settlement",
                description =
                        "Seconds within which the facilitator must answer a settlement; then the chain is looked at.")
        int facilitator_settle_seconds() default 60;

        @AttributeDefinition(
                name = "Trust in the facilitator",
                description =
                        "Whether the facilitator's word is taken for a payment where no endpoint is configured, and so nothing can be checked on the chain. With endpoints it is always checked.")
        boolean facilitator_trust() default false;

        @AttributeDefinition(
                name = "Settlement contract",
                description = "Address of the x402 batch settlement contract. Empty: the canonical one.")
        String settlement_address() default "";

        @AttributeDefinition(
                name = "Deposit collector",
                description = "Address of its collector of deposits by EIP-3009. Empty: the canonical one.")
        String collector_address() default "";

        @AttributeDefinition(
                name = "Anchor period",
                description =
                        "Minutes between anchors: the root over the batches sealed meanwhile is noted on the chain. 0: never.")
        int anchor_minutes() default 60;

        @AttributeDefinition(
                name = "Anchor contract",
                description =
                        "Address of the Ethereum Attestation Service. Empty: that of the network, where it is known.")
        String anchor_address() default "";
    }

    @Activate
    public ChainEvm(
            @Reference Store store,
            @Reference Signer signer,
            @Reference ScheduledExecutorService scheduler,
            BundleContext context,
            Config config) {
        this.store = store;
        this.signer = signer;
        this.scheduler = scheduler;
        this.context = context;
        this.anchorPeriod = Duration.ofMinutes(Math.max(0, config.anchor_minutes()));
        this.opening = new Opening("what was sent to the chain", scheduler, this::open);
        if (config.network().isBlank()) {
            return;
        }
        try {
            setup = Settings.read(config);
            CompletableFuture.runAsync(opening::begin);
        } catch (IllegalArgumentException e) {
            problem = new Problem(
                    "chain_misconfigured",
                    String.valueOf(e.getMessage()),
                    "correct conf/" + NAME + ".cfg; it is read again at once",
                    true);
        }
    }

    @Deactivate
    void stop() {
        opening.close();
        withdraw();
        Anchoring anchors = anchoring;
        if (anchors != null) {
            anchors.close();
        }
        EvmChain open = chain;
        if (open != null) {
            open.close();
        }
    }

    @Override
    public String component() {
        return NAME;
    }

    @Override
    public Report report() {
        Report.Builder report = Report.builder();
        Problem wrong = problem;
        if (wrong != null) {
            report.problem(wrong);
        }
        opening.obstacle()
                .ifPresent(broken -> report.problem(new Problem(
                        "books_unavailable",
                        "what was sent to the chain cannot be read (" + broken.code() + "): " + broken.getMessage(),
                        "look at what the store says; tried again every 10 s",
                        true)));
        EvmChain open = chain;
        if (open == null) {
            Setup wanted = setup;
            report.fact("chain", wanted == null ? "none" : wanted.network().toString());
        } else {
            ChainReport.write(open, report);
        }
        Anchoring anchors = anchoring;
        if (anchors != null) {
            anchors.report(report);
        }
        return report.build();
    }

    private List<SignedHeader> headers(long number, int max) {
        Batches known = batches;
        return known == null ? List.of() : known.list(number, max);
    }

    private Optional<BigInteger> earned(Network network) {
        Income known = income;
        return known == null ? Optional.empty() : known.earned(network);
    }

    private void open() throws StoreUnavailable {
        Setup wanted = setup;
        if (wanted == null) {
            return;
        }
        Address contract = wanted.anchors();
        NotedAnchors noted = contract == null ? null : new NotedAnchors(wanted.network(), contract, store.precious());
        EvmChain open = new EvmChain(
                wanted, signer, store.precious(), scheduler, System::currentTimeMillis, () -> earned(wanted.network()));
        try {
            Dictionary<String, Object> properties = new Hashtable<>();
            properties.put("x402.network", wanted.network().toString());
            registrations.add(context.registerService(PaymentChain.class, open, properties));
            if (noted != null) {
                registrations.add(context.registerService(Anchors.class, noted, properties));
            }
            if (noted != null && anchorPeriod.toMinutes() > 0) {
                anchoring = new Anchoring(
                        open,
                        this::headers,
                        store.precious(),
                        anchorPeriod,
                        LOOK,
                        scheduler,
                        System::currentTimeMillis);
            }
            chain = open;
        } catch (RuntimeException e) {
            withdraw();
            open.close();
            throw e;
        }
    }

    private void withdraw() {
        registrations.forEach(ServiceRegistration::unregister);
        registrations.clear();
    }
}
