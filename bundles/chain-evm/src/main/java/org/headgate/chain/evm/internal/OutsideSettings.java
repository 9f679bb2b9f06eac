package org.headgate.chain.evm.internal;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Reads how an outside facilitator is reached. Fails as {@link Settings} does, and shows no token. */
final class OutsideSettings {
    private static final Pattern LOOPBACK = Pattern.compile("localhost|127(\\.\\d{1,3}){3}|\\[::1]");
    private static final Pattern TOKEN = Pattern.compile("[\\x21-\\x7e]{1,4096}");

    private OutsideSettings() {}

    /** @param blind whether no endpoint of the chain is configured */
    static @Nullable Outside read(ChainEvm.Config config, boolean blind) {
        if (config.facilitator_url().isBlank()) {
            return null;
        }
        URI address = address(config.facilitator_url().strip());
        if (blind && !config.facilitator_trust()) {
            throw new IllegalArgumentException(
                    "facilitator.url is set, and no endpoint by which its word could be checked on the chain: set rpc.urls,"
                            + " or facilitator.trust = true to give passes on its word alone");
        }
        return new Outside(
                address,
                token(config.facilitator_token_file().strip()),
                Settings.seconds("facilitator.verify.seconds", config.facilitator_verify_seconds()),
                Settings.seconds("facilitator.settle.seconds", config.facilitator_settle_seconds()),
                blind);
    }

    private static URI address(String text) {
        URI address;
        try {
            address = URI.create(text);
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException("facilitator.url is no URL");
        }
        String scheme = String.valueOf(address.getScheme());
        String host = address.getHost();
        if (host == null
                || address.getUserInfo() != null
                || address.getQuery() != null
                || address.getFragment() != null
                || !scheme.equals("https") && !scheme.equals("http")) {
            throw new IllegalArgumentException("facilitator.url is not of the form https://host/path");
        }
        if (scheme.equals("http") && !LOOPBACK.matcher(host).matches()) {
            throw new IllegalArgumentException("facilitator.url begins with http, and " + host
                    + " is not this machine: payments go over https alone");
        }
        return address;
    }

    private static String token(String file) {
        if (file.isEmpty()) {
            return "";
        }
        String token;
        try {
            token = Files.readString(Path.of(file)).strip();
        } catch (IOException | InvalidPathException e) {
            throw new IllegalArgumentException("facilitator.token.file, " + file + ", cannot be read: "
                    + e.getClass().getSimpleName());
        }
        if (!TOKEN.matcher(token).matches()) {
            throw new IllegalArgumentException(
                    "facilitator.token.file, " + file + ", holds no token: one line of printable characters");
        }
        return token;
    }
}
