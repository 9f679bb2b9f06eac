package org.headgate.chain.evm.internal;

import java.math.BigInteger;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ConcurrentHashMap;
import org.headgate.api.batch.Address;
import org.headgate.api.batch.Hash;
import org.headgate.proof.Abi;
import org.headgate.x402.Authorization;
import org.headgate.x402.ContractDomain;
import org.headgate.x402.ExactPayment;
import org.headgate.x402.Network;
import org.headgate.x402.PaymentRefused;
import org.headgate.x402.chain.ChainUnavailable;
import org.jspecify.annotations.Nullable;

/** Tokens with EIP-3009: their domain, and transfers that their holders signed. */
final class Token {
    static final String PREFIX = "invalid_exact_evm_";
    private static final int MOST_DOMAINS = 64;

    /** EIP-5267. */
    private static final Function DOMAIN = new Function("eip712Domain()");

    private static final Function NAME = new Function("name()");
    private static final Function VERSION = new Function("version()");
    private static final Function SEPARATOR = new Function("DOMAIN_SEPARATOR()");
    private static final Function BALANCE = new Function("balanceOf(address)");
    private static final Function USED = new Function("authorizationState(address,bytes32)");

    /** The overload that USDC and OpenZeppelin's ERC3009 both have. */
    private static final Function TRANSFER = new Function(
            "transferWithAuthorization(address,address,uint256,uint256,uint256,bytes32,uint8,bytes32,bytes32)");

    private final Network network;
    private final Rpc rpc;
    private final Address account;
    private final Map<Address, ContractDomain> domains = new ConcurrentHashMap<>();

    Token(Network network, Rpc rpc, Address account) {
        this.network = network;
        this.rpc = rpc;
        this.account = account;
    }

    /** From memory where it was asked before: a token does not change it. */
    CompletableFuture<ContractDomain> domain(Address token) {
        ContractDomain known = domains.get(token);
        if (known != null) {
            return CompletableFuture.completedFuture(known);
        }
        return rpc.ask(
                        Call.code(token),
                        view(token, DOMAIN.call()),
                        view(token, NAME.call()),
                        view(token, VERSION.call()),
                        view(token, SEPARATOR.call()))
                .thenApply(answers -> {
                    try {
                        ContractDomain domain = domain(token, answers);
                        if (domains.size() < MOST_DOMAINS) {
                            domains.put(token, domain);
                        }
                        return domain;
                    } catch (PaymentRefused | ChainUnavailable e) {
                        throw new CompletionException(e);
                    }
                });
    }

    CompletableFuture<Void> verify(Address token, ExactPayment payment) {
        Authorization authorization = payment.authorization();
        Address from = authorization.from();
        return rpc.ask(
                        Call.code(token),
                        view(token, BALANCE.call(new Abi().address(from))),
                        view(token, USED.call(new Abi().address(from).bytes32(authorization.nonce()))),
                        view(token, transfer(payment)))
                .thenAccept(answers -> {
                    try {
                        requireGood(token, authorization, answers);
                    } catch (PaymentRefused | ChainUnavailable e) {
                        throw new CompletionException(e);
                    }
                });
    }

    /** Whether an authorization was used, or cancelled. */
    Call used(Address token, Authorization signed) {
        return view(token, USED.call(new Abi().address(signed.from()).bytes32(signed.nonce())));
    }

    /** The same payment is the same order, whoever sends it in. */
    static Order order(Address token, ExactPayment payment) {
        Authorization signed = payment.authorization();
        return new Order(
                purpose(token, signed),
                token,
                transfer(payment),
                Receipt.transfer(token, signed.from(), signed.to(), signed.value()),
                new Order.Refusals(
                        PREFIX + "transaction_simulation_failed",
                        PREFIX + "transaction_failed",
                        PREFIX + "transfer_event_mismatch"));
    }

    static String purpose(Address token, Authorization signed) {
        return "exact:" + token + ":" + signed.from() + ":" + signed.nonce();
    }

    private static byte[] transfer(ExactPayment payment) {
        Authorization signed = payment.authorization();
        byte[] signature = Arrays.copyOf(payment.signature(), 65);
        return TRANSFER.call(new Abi()
                .address(signed.from())
                .address(signed.to())
                .uint(signed.value())
                .uint(signed.validAfter())
                .uint(signed.validBefore())
                .bytes32(signed.nonce())
                .uint(signature[64] & 0xff)
                .bytes32(Hash.of(Arrays.copyOfRange(signature, 0, 32)))
                .bytes32(Hash.of(Arrays.copyOfRange(signature, 32, 64))));
    }

    private static void requireGood(Address token, Authorization signed, List<Answer> answers)
            throws PaymentRefused, ChainUnavailable {
        requireCode(token, answers.get(0));
        BigInteger balance;
        boolean used;
        try {
            balance = answers.get(1).words().uint(0);
            used = answers.get(2).words().uint(0).signum() != 0;
        } catch (MalformedAnswer e) {
            throw refused("eip3009_not_supported", token + " has no balances or authorizations: " + e.getMessage());
        }
        if (used) {
            throw refused("nonce_already_used", "the authorization was used, or cancelled, before");
        }
        if (balance.compareTo(signed.value()) < 0) {
            throw refused("insufficient_balance", signed.from() + " holds " + balance + ", it pays " + signed.value());
        }
        Answer simulation = answers.get(3);
        if (simulation.failed() && !simulation.isRevert()) {
            throw new ChainUnavailable("rpc_unreachable", "no endpoint simulates it: " + simulation.reason());
        }
        if (simulation.failed()) {
            throw refused("transaction_simulation_failed", "the transfer would fail: " + simulation.reason());
        }
    }

    private static void requireCode(Address token, Answer code) throws PaymentRefused, ChainUnavailable {
        boolean there;
        try {
            there = !code.words().isEmpty();
        } catch (MalformedAnswer e) {
            throw new ChainUnavailable("rpc_unreachable", "an endpoint answers: " + e.getMessage());
        }
        if (!there) {
            throw new PaymentRefused("asset_not_deployed_contract", "there is no contract at " + token);
        }
    }

    private ContractDomain domain(Address token, List<Answer> answers) throws PaymentRefused, ChainUnavailable {
        requireCode(token, answers.get(0));
        ContractDomain told = told(token, answers.get(1));
        ContractDomain named = named(token, answers.get(2), answers.get(3));
        Hash separator;
        try {
            separator = answers.get(4).words().hash(0);
        } catch (MalformedAnswer e) {
            if (told != null) {
                return told;
            }
            throw refused("eip3009_not_supported", token + " tells neither eip712Domain() nor DOMAIN_SEPARATOR()");
        }
        for (ContractDomain domain : new @Nullable ContractDomain[] {told, named}) {
            if (domain != null && domain.separator().equals(separator)) {
                return domain;
            }
        }
        throw refused(
                "eip3009_not_supported",
                "DOMAIN_SEPARATOR() of " + token + " is " + separator + ", which is of neither " + told + " nor "
                        + named);
    }

    private @Nullable ContractDomain told(Address token, Answer answer) {
        try {
            Words words = answer.words();
            boolean here = words.uint(3).equals(BigInteger.valueOf(network.chainId()))
                    && words.uint(4).equals(new BigInteger(1, token.bytes()));
            return here ? new ContractDomain(words.string(1), words.string(2), network, token) : null;
        } catch (MalformedAnswer e) {
            return null;
        }
    }

    private @Nullable ContractDomain named(Address token, Answer name, Answer version) {
        try {
            return new ContractDomain(name.words().string(0), version.words().string(0), network, token);
        } catch (MalformedAnswer e) {
            return null;
        }
    }

    private Call view(Address to, byte[] data) {
        return Call.view(account, to, data);
    }

    private static PaymentRefused refused(String code, String message) {
        return new PaymentRefused(PREFIX + code, message);
    }
}
