package org.headgate.market.internal;

import java.security.MessageDigest;
import java.util.Comparator;
import org.headgate.api.batch.Address;
import org.headgate.api.batch.Signer;
import org.headgate.market.Sales.HeldChannel;
import org.headgate.market.Sales.HeldPass;
import org.headgate.market.Sales.Holdings;
import org.jspecify.annotations.Nullable;

/** What a wallet has here. */
final class Wallet {
    private Wallet() {}

    static Holdings of(Address wallet, PassBook passes, ChannelBook channels, Signer signer, long now) {
        String name = wallet.toString();
        return new Holdings(
                passes.all().stream()
                        .filter(pass -> pass.buyer().equals(name))
                        .sorted(Comparator.comparingLong(StoredPass::until).reversed())
                        .limit(Holdings.MOST)
                        .map(pass -> new HeldPass(pass.view(now), pass.active(now) ? token(pass, signer) : null))
                        .toList(),
                channels.all().stream()
                        .filter(channel -> channel.config().payer().equals(wallet)
                                || channel.config().voucherSigner().equals(wallet))
                        .sorted(Comparator.comparingLong(StoredChannel::usedAt).reversed())
                        .limit(Holdings.MOST)
                        .map(channel ->
                                new HeldChannel(channel.id(), channel.network(), channel.config(), channel.state()))
                        .toList());
    }

    /** Null for one that was granted: its buyer is a name of the operator's, and its token is random. */
    private static @Nullable String token(StoredPass pass, Signer signer) {
        String token = Token.derived(signer, pass.id());
        return MessageDigest.isEqual(Token.hash(token), pass.tokenHash()) ? token : null;
    }
}
