package org.headgate.buy;

import java.net.URI;
import java.net.URISyntaxException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.headgate.api.batch.Address;
import org.headgate.api.feed.Dollars;
import org.headgate.x402.Network;
import org.headgate.x402.PaymentRefused;
import org.jspecify.annotations.Nullable;

/**
 * The words of the command.
 *
 * @param address of a catalogue (http, https) or a broker (mqtt, mqtts, ws, wss)
 * @param limit millionths of a dollar; null where it is to be asked for
 * @param out where records go
 * @param keystore null for what the environment names
 * @param count of verified records to end with; 0 for no end
 * @param gateway that must have signed; null to take who is met first
 * @param refund whether what is left of a deposit is asked back, instead of buying
 * @param token that is taken for a dollar beside those that are known
 */
record Options(
        URI address,
        String feed,
        @Nullable Long limit,
        Path out,
        @Nullable Path keystore,
        @Nullable Path passwordFile,
        long count,
        @Nullable Address gateway,
        boolean refund,
        @Nullable Token token) {

    private static final Set<String> CATALOGUES = Set.of("http", "https");
    private static final Set<String> BROKERS = Set.of("mqtt", "mqtts", "ws", "wss");

    /** A token's contract on a chain. */
    record Token(Network network, Address asset) {
        static Token parse(String text) throws Halt {
            String[] parts = text.split("/", -1);
            try {
                if (parts.length == 2) {
                    return new Token(Network.parse(parts[0]), Address.parse(parts[1]));
                }
            } catch (PaymentRefused | IllegalArgumentException e) {
                throw usage("--asset " + text + ": " + e.getMessage());
            }
            throw usage("--asset must be a chain and a token, for example eip155:31337/0x5fbd…, not " + text);
        }
    }

    boolean isCatalogue() {
        return CATALOGUES.contains(address.getScheme());
    }

    /** What is kept between runs, next to the output. */
    Path folder() {
        return out.resolveSibling(out.getFileName() + ".buy");
    }

    static Options parse(List<String> words) throws Halt {
        List<String> plain = new ArrayList<>();
        Long limit = null;
        Path out = null;
        Path keystore = null;
        Path passwordFile = null;
        long count = 0;
        Address gateway = null;
        boolean refund = false;
        Token token = null;
        for (int i = 0; i < words.size(); i++) {
            String word = words.get(i);
            if (!word.startsWith("--")) {
                plain.add(word);
                continue;
            }
            if (word.equals("--refund")) {
                refund = true;
                continue;
            }
            if (++i == words.size()) {
                throw usage("the option " + word + " is not known, or needs a value");
            }
            String value = words.get(i);
            switch (word) {
                case "--limit" -> limit = dollars(value);
                case "--out" -> out = Path.of(value);
                case "--keystore" -> keystore = Path.of(value);
                case "--password-file" -> passwordFile = Path.of(value);
                case "--count" -> count = count(value);
                case "--gateway" -> gateway = gateway(value);
                case "--asset" -> token = Token.parse(value);
                default -> throw usage("the option " + word + " is not known");
            }
        }
        if (plain.size() != 2) {
            throw usage("name the address of a catalogue or a broker, and a feed");
        }
        String feed = plain.get(1);
        if (!feed.matches("[a-z0-9](?:[a-z0-9-]{0,62}[a-z0-9])?")) {
            throw usage("a feed has lower-case letters, digits and inner hyphens, not " + feed);
        }
        Path file = out == null ? Path.of(feed + ".jsonl") : out;
        URI address = uri(plain.get(0));
        if (refund && CATALOGUES.contains(address.getScheme())) {
            throw usage("--refund is of what was deposited at a broker: passes are not given back");
        }
        return new Options(
                address, feed, limit, file.toAbsolutePath(), keystore, passwordFile, count, gateway, refund, token);
    }

    static long dollars(String text) throws Halt {
        try {
            return Dollars.parse(text.strip());
        } catch (IllegalArgumentException e) {
            throw usage(String.valueOf(e.getMessage()));
        }
    }

    private static URI uri(String text) throws Halt {
        try {
            URI uri = new URI(text);
            boolean known = CATALOGUES.contains(uri.getScheme()) || BROKERS.contains(uri.getScheme());
            if (!known || uri.getHost() == null) {
                throw usage("the address must begin with http://, https://, mqtt://, mqtts://, ws:// or wss://, not be "
                        + text);
            }
            if (uri.getUserInfo() != null) {
                throw usage("the address must not hold a user: the wallet signs in");
            }
            return uri;
        } catch (URISyntaxException e) {
            throw usage("the address is none: " + e.getMessage());
        }
    }

    private static long count(String text) throws Halt {
        if (!text.matches("[1-9][0-9]{0,14}")) {
            throw usage("--count must be a number above 0, not " + text);
        }
        return Long.parseLong(text);
    }

    private static Address gateway(String text) throws Halt {
        try {
            return Address.parse(text);
        } catch (IllegalArgumentException e) {
            throw usage("--gateway must be 0x and 40 hex digits, not " + text);
        }
    }

    private static Halt usage(String message) {
        return new Halt(Halt.USAGE, message + ". Try 'headgate buy --help'.");
    }
}
