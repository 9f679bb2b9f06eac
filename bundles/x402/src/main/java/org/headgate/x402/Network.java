package org.headgate.x402;

/** An EVM chain, written as CAIP-2: {@code eip155:8453}. */
public record Network(long chainId) {
    private static final String PREFIX = "eip155:";

    public Network {
        if (chainId < 1) {
            throw new IllegalArgumentException("a chain id is 1 or more, not " + chainId);
        }
    }

    /** @throws PaymentRefused malformed, for chains of another kind too */
    public static Network parse(String text) throws PaymentRefused {
        if (text.startsWith(PREFIX) && text.length() < 26) {
            long chainId = Json.unsigned(text.substring(PREFIX.length()), "the chain id", 62)
                    .longValue();
            if (chainId > 0) {
                return new Network(chainId);
            }
        }
        throw Json.malformed("network must be " + PREFIX + " and a chain id");
    }

    @Override
    public String toString() {
        return PREFIX + chainId;
    }
}
