package org.headgate.market.internal;

import java.util.Optional;
import org.headgate.market.Sales.NotForSale;
import org.headgate.market.internal.SaleTable.SaleRow;
import org.headgate.x402.ContractDomain;
import org.headgate.x402.PaymentRefused;
import org.headgate.x402.chain.PaymentChain;
import org.jspecify.annotations.Nullable;

/** Whether the token on chain is the one that is configured. Until the chain was asked the configuration is believed. */
final class TokenCheck {
    private final SellerTerms terms;
    private volatile @Nullable ContractDomain onChain;
    private volatile @Nullable NotForSale mismatch;
    private volatile boolean asking;

    TokenCheck(SellerTerms terms) {
        this.terms = terms;
    }

    /** Asks the chain, unless it has told. What it cannot tell now is asked for with the next call. */
    void ask(PaymentChain chain) {
        if (asking || onChain != null) {
            return;
        }
        asking = true;
        chain.domain(terms.asset()).whenComplete((domain, failure) -> {
            if (domain != null) {
                told(domain);
            } else if (Failures.cause(failure) instanceof PaymentRefused refused) {
                mismatch = new NotForSale(
                        refused.code(),
                        "the token " + terms.asset() + " on " + terms.network() + " cannot be sold for: "
                                + refused.getMessage() + "; look at market.network and market.asset");
            }
            asking = false;
        });
    }

    private void told(ContractDomain domain) {
        Optional<ContractDomain> configured = terms.domain();
        if (configured.isPresent() && !configured.get().equals(domain)) {
            mismatch = new NotForSale(
                    "token_domain_mismatch",
                    "the token " + terms.asset() + " calls itself '" + domain.name() + "' version '" + domain.version()
                            + "', market.asset.name and market.asset.version say '"
                            + configured.get().name() + "' version '"
                            + configured.get().version() + "': correct them, or leave them empty");
        } else {
            mismatch = null;
            onChain = domain;
        }
    }

    /** The domain of the token with which a sale was paid; null where it is not the one of now, or not known. */
    @Nullable
    ContractDomain of(SaleRow sale) {
        ContractDomain known = onChain == null ? terms.domain().orElse(null) : onChain;
        boolean same = known != null
                && known.contract().equals(sale.asset())
                && known.network().equals(sale.network());
        return same ? known : null;
    }

    /** Why nothing is sold for this token; null where nothing speaks against it. */
    @Nullable
    NotForSale mismatch() {
        return mismatch;
    }

    /** @throws NotForSale {@code token_domain_mismatch}, {@code token_domain_unknown}, or what the chain says against the token */
    ContractDomain require() throws NotForSale {
        NotForSale wrong = mismatch;
        if (wrong != null) {
            throw wrong;
        }
        ContractDomain told = onChain;
        if (told != null) {
            return told;
        }
        return terms.domain()
                .orElseThrow(() -> new NotForSale(
                        "token_domain_unknown",
                        "the chain has not told yet by which name the token " + terms.asset()
                                + " signs: try again, or set market.asset.name and market.asset.version"));
    }
}
