package org.headgate.shell.internal.command;

import org.headgate.api.market.Accounts;
import org.headgate.api.market.Accounts.BooksUnavailable;
import org.headgate.shell.internal.text.Json;
import org.headgate.shell.internal.text.Table;
import picocli.CommandLine;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@CommandLine.Command(
        name = "show",
        description = "Shows one payment channel, with its last voucher.",
        parameterListHeading = "%n",
        optionListHeading = "%n",
        footer = {"", "Example:", "  headgate channel show 0x93d0c4a1b2"})
final class ChannelShow extends Command {
    @Parameters(paramLabel = "CHANNEL", description = "The channel's id, or its beginning, as in: channel list.")
    private String id = "";

    @Option(names = "--json", description = "One line of JSON.")
    private boolean json;

    ChannelShow(Session session) {
        super(session);
    }

    @Override
    int run() throws Refusal, BooksUnavailable {
        Accounts.Channel channel = session.need(Accounts.class)
                .channel(id)
                .orElseThrow(() -> new Refusal(
                        "there is no channel '" + id + "', or it is the beginning of several",
                        "give an id as it is shown by: " + session.line("channel list")));
        if (json) {
            session.out().println(Json.line(ChannelList.json(channel)));
            return 0;
        }
        session.out().println("Channel " + channel.id() + ": " + channel.state() + ", " + channel.reason());
        Table table = new Table("", "");
        table.row("  payer", channel.payer())
                .row("  signer", channel.signer())
                .row("  asset", channel.asset())
                .row(
                        "  feeds",
                        channel.feeds().isEmpty() ? "nothing was charged yet" : String.join(", ", channel.feeds()))
                .row("  deposited", Money.dollars(channel.deposited()))
                .row("  signed", Money.dollars(channel.signed()))
                .row("  charged", Money.dollars(channel.charged()))
                .row("  claimed", Money.dollars(channel.claimed()))
                .row("  at risk", Money.dollars(channel.atRisk()) + ", until it is claimed")
                .row(
                        channel.state().equals("open") ? "  sold until" : "  deadline",
                        session.times().at(channel.deadline()))
                .row("  seen on chain", session.times().at(channel.seenAt()))
                .row("  used", session.times().at(channel.usedAt()))
                .row("  voucher", channel.voucher().isEmpty() ? "–" : channel.voucher());
        table.lines(session.width()).stream().skip(1).forEach(session.out()::println);
        return 0;
    }
}
