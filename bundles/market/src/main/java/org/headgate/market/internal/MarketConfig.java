package org.headgate.market.internal;

import org.osgi.service.metatype.annotations.AttributeDefinition;
import org.osgi.service.metatype.annotations.ObjectClassDefinition;

@ObjectClassDefinition(name = "Market", description = "Passes, sign-in of buyers, sale for payments, the ledger.")
@interface MarketConfig {
    @AttributeDefinition(name = "Passes", description = "How many passes are kept at most, ended ones included.")
    int passes_max() default 10_000;

    @AttributeDefinition(
            name = "Days a pass is kept after its end",
            description = "Then it is forgotten; its rows in the ledger stay.")
    int passes_keep_days() default 90;

    @AttributeDefinition(name = "Days the ledger is kept", description = "Older rows are deleted.")
    int ledger_keep_days() default 4_000;

    @AttributeDefinition(
            name = "Failed sign-ins",
            description =
                    "How often one pass may fail to sign in from one host in a minute; a host may fail ten times as often.")
    int signin_failures() default 10;

    @AttributeDefinition(name = "Hosts remembered", description = "Rows of the table of failed sign-ins.")
    int signin_hosts() default 4_096;

    @AttributeDefinition(
            name = "Network",
            description =
                    "The chain that payments are taken on: base, base-sepolia, arbitrum-one, or eip155: and a chain id. Empty: nothing is sold for payments, passes are granted.")
    String network() default "";

    @AttributeDefinition(
            name = "Asset",
            description =
                    "The token that is taken, 0x and 40 hex digits. Empty: USDC of the network, where it is one of the three that are known.")
    String asset() default "";

    @AttributeDefinition(
            name = "Name of the asset",
            description =
                    "The name in the token's EIP-712 domain. Empty: of a known token the known one, else what the chain says.")
    String asset_name() default "";

    @AttributeDefinition(name = "Version of the asset", description = "The version in that domain, as asset.name.")
    String asset_version() default "";

    @AttributeDefinition(
            name = "Pay to",
            description = "The address that is paid, 0x and 40 hex digits. Empty: the gateway's own.")
    String pay_to() default "";

    @AttributeDefinition(
            name = "Days of a bought range",
            description =
                    "How long a range of the past that was bought can be had again, in days, as long as the journal keeps it.")
    int history_days() default 7;

    @AttributeDefinition(name = "Channels", description = "How many payment channels are kept at most.")
    int channels_max() default 10_000;

    @AttributeDefinition(
            name = "Withdraw delay",
            description =
                    "Hours from a payer's notice until he can take back what is in a channel, 1 to 720: as long as the gateway can do without a view of the chain.")
    int withdraw_delay_hours() default 168;

    @AttributeDefinition(
            name = "Claim margin",
            description =
                    "Hours before the end of the withdraw delay at which a channel that was not seen on chain is sold from no more.")
    int claim_margin_hours() default 6;

    @AttributeDefinition(
            name = "Claim period",
            description = "Hours after which what is charged is claimed at the latest.")
    int claim_period_hours() default 24;

    @AttributeDefinition(
            name = "Claim threshold",
            description = "Dollars: as soon as so much is charged and not claimed, it is claimed.")
    String claim_threshold_dollars() default "5";

    @AttributeDefinition(name = "Least deposit", description = "Dollars that a channel is opened with at least.")
    String deposit_min_dollars() default "0.10";

    @AttributeDefinition(
            name = "Credit window",
            description = "Records that a buyer signs for ahead of delivery over MQTT, at most credit.max.dollars.")
    int credit_window_records() default 256;

    @AttributeDefinition(name = "Most credit", description = "Dollars that a buyer signs for ahead at most.")
    String credit_max_dollars() default "1";

    @AttributeDefinition(name = "Request", description = "Records that one paid request over HTTP returns at most.")
    int request_records() default 100;

    @AttributeDefinition(
            name = "Most offline",
            description =
                    "Dollars that may be charged and not claimed, over all channels, while the chain cannot be reached.")
    String offline_max_dollars() default "10";
}
