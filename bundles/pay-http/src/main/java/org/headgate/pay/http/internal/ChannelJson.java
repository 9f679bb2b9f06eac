package org.headgate.pay.http.internal;

import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.stream.Stream;
import org.headgate.market.Sales.HeldChannel;
import org.headgate.market.Sales.Holdings;
import org.headgate.pay.http.internal.server.Request;
import org.headgate.x402.Voucher;

/** A payment channel as its payer needs it to go on: the parts have the names and the form that they have in offers that correct. */
final class ChannelJson {
    private static final JsonMapper JSON = new JsonMapper();

    private ChannelJson() {}

    static Stream<ObjectNode> of(Holdings held, Request request) {
        return held.channels().stream().map(ChannelJson::of);
    }

    private static ObjectNode of(HeldChannel channel) {
        ObjectNode out =
                JSON.createObjectNode().put("network", channel.network().toString());
        out.set("channelConfig", channel.config().json());
        out.set("channelState", channel.state().json(channel.id()));
        Voucher last = channel.state().lastVoucher();
        if (last != null) {
            out.set("voucherState", last.stateJson());
        }
        return out;
    }
}
