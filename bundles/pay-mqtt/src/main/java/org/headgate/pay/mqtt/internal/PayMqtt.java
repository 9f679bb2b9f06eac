package org.headgate.pay.mqtt.internal;

import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import org.headgate.api.access.Authenticator;
import org.headgate.api.access.Credentials;
import org.headgate.api.access.Login;
import org.headgate.api.batch.Address;
import org.headgate.api.batch.Signer;
import org.headgate.api.feed.Feeds;
import org.headgate.api.feed.Feeds.FeedState;
import org.headgate.api.feed.Tariff;
import org.headgate.api.market.Entitlements;
import org.headgate.api.market.Entitlements.Entitlement;
import org.headgate.api.status.Problem;
import org.headgate.api.status.Report;
import org.headgate.api.status.StatusSource;
import org.headgate.api.topic.RequestHandler;
import org.headgate.api.topic.RequestHandler.RequestRefused.Kind;
import org.headgate.market.Sales;
import org.jspecify.annotations.Nullable;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.ConfigurationPolicy;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.component.annotations.ReferenceCardinality;
import org.osgi.service.component.annotations.ReferencePolicy;
import org.osgi.service.component.annotations.ReferencePolicyOption;
import org.osgi.service.metatype.annotations.Designate;

/** Sells feeds over the MQTT door: lets wallets in, and takes what they pay. Asked after all who know accounts. */
@Component(
        immediate = true,
        configurationPid = "pay-mqtt",
        configurationPolicy = ConfigurationPolicy.REQUIRE,
        property = {RequestHandler.TOPICS + "=feeds/+/pay", "service.ranking:Integer=-100"},
        service = {RequestHandler.class, Authenticator.class, StatusSource.class})
@Designate(ocd = PayMqttConfig.class)
public final class PayMqtt implements RequestHandler, Authenticator, StatusSource {
    /** Payments that wait; a wallet sends one at a time. */
    private static final int WAITING = 1024;

    private final PayMqttConfig config;
    private final Wallets wallets;
    private final Cashier cashier = new Cashier();
    /** Checks signatures, beside the door's loop; ends while there is nothing to do. */
    private final ThreadPoolExecutor signatures =
            new ThreadPoolExecutor(1, 1, 30, TimeUnit.SECONDS, new LinkedBlockingQueue<>(WAITING), PayMqtt::thread);

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
    volatile @Nullable Entitlements entitlements;

    @Reference(
            cardinality = ReferenceCardinality.OPTIONAL,
            policy = ReferencePolicy.DYNAMIC,
            policyOption = ReferencePolicyOption.GREEDY)
    volatile @Nullable Signer signer;

    @Activate
    public PayMqtt(PayMqttConfig config) {
        this(config, System::currentTimeMillis);
    }

    PayMqtt(PayMqttConfig config, LongSupplier clock) {
        this.config = config;
        signatures.allowCoreThreadTimeOut(true);
        wallets = new Wallets(
                new WalletSignIn(Duration.ofDays(config.signin_days())),
                new Guests(config.guests_max(), config.guests_host_max()),
                new Budget(config.signin_host_minute(), config.signin_minute()),
                clock,
                this::gateway,
                this::known);
    }

    private static Thread thread(Runnable task) {
        Thread thread = new Thread(task, "pay-mqtt");
        thread.setDaemon(true);
        return thread;
    }

    /** What was asked is answered still. */
    @Deactivate
    void close() {
        signatures.shutdown();
    }

    private @Nullable Address gateway() {
        Signer key = signer;
        return key == null ? null : key.address();
    }

    /** Whether something of this buyer's is paid for now. */
    private boolean known(String buyer) {
        Feeds all = feeds;
        Entitlements market = entitlements;
        return all != null
                && market != null
                && all.list().stream()
                        .anyMatch(
                                feed -> !(market.check(buyer, feed.definition().id()) instanceof Entitlement.Refused));
    }

    @Override
    public Optional<Login> authenticate(Credentials credentials) {
        return wallets.authenticate(credentials);
    }

    @Override
    public boolean serves(String topic) {
        Feeds all = feeds;
        if (all == null || sales == null || config.guests_max() == 0) {
            return false;
        }
        Optional<Tariff> tariff =
                all.find(Cashier.feed(topic)).map(FeedState::definition).map(feed -> feed.tariff());
        return tariff.isPresent() && (tariff.get().pass() > 0 || tariff.get().sellsRecords());
    }

    @Override
    public CompletionStage<Reply> handle(Request request) {
        Sales market = sales;
        Address here = gateway();
        if (market == null || here == null) {
            return CompletableFuture.failedFuture(
                    market == null
                            ? new RequestRefused(
                                    Kind.NOT_NOW, "market_absent", "nothing is sold now: ask again in a minute")
                            : new RequestRefused(
                                    Kind.NOT_NOW, "signer_missing", "the gateway's key is not there: ask again later"));
        }
        try {
            return CompletableFuture.supplyAsync(() -> cashier.answer(market, here, request), signatures)
                    .thenCompose(answer -> answer);
        } catch (RejectedExecutionException e) {
            return CompletableFuture.failedFuture(new RequestRefused(
                    Kind.LIMIT, "payments_busy", "too many payments wait: ask again in a few seconds"));
        }
    }

    @Override
    public String component() {
        return "pay-mqtt";
    }

    @Override
    public Report report() {
        Report.Builder report = Report.builder()
                .metric("pay-mqtt.guests", wallets.guests())
                .metric("pay-mqtt.guests.max", config.guests_max())
                .metric("pay-mqtt.guests.refused", wallets.full())
                .metric("pay-mqtt.signin.granted", wallets.granted())
                .metric("pay-mqtt.signin.denied", wallets.denied())
                .metric("pay-mqtt.signin.limited", wallets.busy())
                .metric("pay-mqtt.offers.asked", cashier.asked())
                .metric("pay-mqtt.payments.taken", cashier.taken())
                .metric("pay-mqtt.payments.refused", cashier.refused());
        if (sales == null) {
            report.problem(
                    new Problem("market_absent", "nothing can be sold over MQTT", "see what market says", false));
        }
        if (wallets.guests() >= config.guests_max() && config.guests_max() > 0) {
            report.problem(new Problem(
                    "guests_full",
                    wallets.guests() + " are connected who have paid nothing; others are put off",
                    "raise pay-mqtt.guests.max",
                    false));
        }
        return report.build();
    }
}
