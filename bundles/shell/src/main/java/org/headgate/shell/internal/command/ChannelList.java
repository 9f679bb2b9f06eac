package org.headgate.shell.internal.command;

import java.util.List;
import java.util.Map;
import org.headgate.api.market.Accounts;
import org.headgate.api.market.Accounts.BooksUnavailable;
import org.headgate.shell.internal.text.Json;
import org.headgate.shell.internal.text.Table;
import picocli.CommandLine;
import picocli.CommandLine.Option;

@CommandLine.Command(
        name = "list",
        description = {
            "Lists the payment channels, those that were used last first.",
            "Who paid in, what was charged and claimed, and what is at risk until it is claimed, in dollars."
        },
        sortOptions = false,
        optionListHeading = "%n",
        footer = {"", "Example:", "  headgate channel list --outstanding"})
final class ChannelList extends Listing {
    private static final int SHORT_ID = 12;

    @Option(names = "--outstanding", description = "Only those of which something is charged and not claimed.")
    private boolean outstanding;

    @Option(
            names = "--max",
            paramLabel = "COUNT",
            defaultValue = "100",
            description = "How many at most (default: ${DEFAULT-VALUE}).")
    private int max;

    ChannelList(Session session) {
        super(session);
    }

    @Override
    int run() throws Refusal, BooksUnavailable {
        List<Accounts.Channel> channels = session.need(Accounts.class).channels(max, outstanding);
        Table table = new Table(
                "CHANNEL",
                "PAYER",
                "FEEDS",
                ">DEPOSITED",
                ">SIGNED",
                ">CHARGED",
                ">CLAIMED",
                ">AT RISK",
                "STATE",
                "REASON");
        channels.forEach(channel -> table.row(
                channel.id().substring(0, Math.min(SHORT_ID, channel.id().length())),
                channel.payer(),
                String.join(", ", channel.feeds()),
                Money.dollars(channel.deposited()),
                Money.dollars(channel.signed()),
                Money.dollars(channel.charged()),
                Money.dollars(channel.claimed()),
                Money.dollars(channel.atRisk()),
                channel.state(),
                channel.reason()));
        return list(
                channels,
                ChannelList::json,
                table,
                outstanding
                        ? "Nothing is charged that is not claimed."
                        : "No channels. They are opened by buyers of feeds that have a price for records: "
                                + session.line("feed create FEED --record-price 0.001 --replace"));
    }

    static Map<String, ?> json(Accounts.Channel channel) {
        return Json.object(
                "id", channel.id(),
                "asset", channel.asset(),
                "payer", channel.payer(),
                "signer", channel.signer(),
                "feeds", channel.feeds(),
                "deposited", channel.deposited().toString(),
                "signed", channel.signed().toString(),
                "charged", channel.charged().toString(),
                "claimed", channel.claimed().toString(),
                "atRisk", channel.atRisk().toString(),
                "state", channel.state(),
                "reason", channel.reason(),
                "deadline", channel.deadline(),
                "seenAt", channel.seenAt(),
                "usedAt", channel.usedAt(),
                "voucher", channel.voucher());
    }
}
