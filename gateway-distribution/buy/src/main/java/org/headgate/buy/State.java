package org.headgate.buy;

import org.headgate.api.batch.Address;
import org.headgate.api.batch.Hash;
import org.headgate.x402.ChannelConfig;
import org.headgate.x402.Network;
import org.headgate.x402.PaymentRefused;
import org.jspecify.annotations.Nullable;

/**
 * What must not be forgotten between two runs, as it stands in {@code state.json}. Sums in the token's smallest unit, times in seconds since the epoch.
 *
 * @param gateway who sells; null until it is known
 * @param limit the most that may be signed away in all
 * @param signed what was signed away in all: passes and deposits, those too of which it is not known whether they were taken
 * @param client by which the broker knows this reader
 * @param pending a signed payment that was not answered yet: it is repeated, never replaced, until it is answered or its time is over
 */
record State(
        String address,
        String feed,
        String wallet,
        @Nullable String gateway,
        long limit,
        long signed,
        String client,
        @Nullable Pass pass,
        @Nullable Pending pending,
        @Nullable Channel channel) {

    /** @param until milliseconds since the epoch */
    record Pass(String broker, String user, String password, long until) {
        @Override
        public String toString() {
            return "pass " + user + " until " + until;
        }
    }

    /** @param url empty over MQTT @param payment JSON of the PaymentPayload @param validBefore when it can no longer be used */
    record Pending(String url, String payment, long amount, long validBefore) {
        boolean isOver(long now) {
            return now > validBefore;
        }
    }

    /**
     * A payment channel.
     *
     * @param balance what was put in
     * @param maximum the highest voucher that was signed
     * @param told what the gateway says is charged
     */
    record Channel(
            String network,
            String token,
            String receiver,
            String receiverAuthorizer,
            long withdrawDelay,
            String salt,
            long balance,
            long maximum,
            long told) {
        ChannelConfig config(Address wallet) {
            return new ChannelConfig(
                    wallet,
                    wallet,
                    Address.parse(receiver),
                    Address.parse(receiverAuthorizer),
                    Address.parse(token),
                    withdrawDelay,
                    Hash.parse(salt));
        }

        Network chain() throws PaymentRefused {
            return Network.parse(network);
        }

        Channel with(long newBalance, long newMaximum, long newTold) {
            return new Channel(
                    network, token, receiver, receiverAuthorizer, withdrawDelay, salt, newBalance, newMaximum, newTold);
        }
    }

    static State begin(String address, String feed, Address wallet, String client) {
        return new State(address, feed, wallet.toString(), null, 0, 0, client, null, null, null);
    }

    State withGateway(Address of) {
        return new State(address, feed, wallet, of.toString(), limit, signed, client, pass, pending, channel);
    }

    State withLimit(long most) {
        return new State(address, feed, wallet, gateway, most, signed, client, pass, pending, channel);
    }

    State withPass(Pass bought, String reader) {
        return new State(address, feed, wallet, gateway, limit, signed, reader, bought, null, channel);
    }

    /** A payment that moves money was signed. */
    State paying(Pending payment) {
        return new State(
                address,
                feed,
                wallet,
                gateway,
                limit,
                Math.addExact(signed, payment.amount()),
                client,
                pass,
                payment,
                channel);
    }

    State withPending(@Nullable Pending payment) {
        return new State(address, feed, wallet, gateway, limit, signed, client, pass, payment, channel);
    }

    State withChannel(Channel after) {
        return new State(address, feed, wallet, gateway, limit, signed, client, pass, pending, after);
    }

    /** What may still be signed away. */
    long left() {
        return Math.max(0, limit - signed);
    }
}
