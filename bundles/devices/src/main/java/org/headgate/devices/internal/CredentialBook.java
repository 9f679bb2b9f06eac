package org.headgate.devices.internal;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.LongSupplier;
import java.util.regex.Pattern;
import org.headgate.api.access.Authenticator;
import org.headgate.api.access.Credentials;
import org.headgate.api.access.Login;
import org.headgate.api.access.Principal;
import org.headgate.api.device.DeviceCredentials;
import org.headgate.api.message.Trust;
import org.headgate.api.topic.TopicFilter;
import org.headgate.store.Database;

/** Names and secrets of devices. Secrets are random and long, so that a plain hash keeps them. */
final class CredentialBook implements DeviceCredentials, Authenticator {
    private static final Pattern NAME = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._@-]{0,63}");
    private static final int SECRET_BYTES = 32;

    /** 32 characters of text: what small DTLS stacks take as a key. */
    private static final int PSK_BYTES = 24;

    private static final int MOST_FILTERS = 64;
    private static final Login DENIED =
            new Login.Denied("bad_credentials", "the name or the secret is wrong; 'headgate device' issues new ones");

    private final ConcurrentHashMap<String, StoredCredential> credentials = new ConcurrentHashMap<>();
    private final SecureRandom random = new SecureRandom();
    private final Database database;
    private final int max;
    private final SignInLimit limit;
    private final LongSupplier clock;

    CredentialBook(Database database, int max, SignInLimit limit, LongSupplier clock) {
        this.database = database;
        this.max = max;
        this.limit = limit;
        this.clock = clock;
    }

    void load(List<StoredCredential> stored) {
        stored.forEach(credential -> credentials.put(credential.name(), credential));
    }

    int size() {
        return credentials.size();
    }

    @Override
    public CompletionStage<Issued> issue(String name, Type type, List<String> publish, List<String> subscribe) {
        try {
            check(name, publish, subscribe);
        } catch (IllegalArgumentException e) {
            return CompletableFuture.failedFuture(e);
        }
        byte[] secret = new byte[type == Type.PSK ? PSK_BYTES : SECRET_BYTES];
        random.nextBytes(secret);
        String shown = Base64.getUrlEncoder().withoutPadding().encodeToString(secret);
        byte[] text = shown.getBytes(StandardCharsets.US_ASCII);
        byte[] kept = type == Type.PSK ? text : sha256(text);
        StoredCredential credential =
                new StoredCredential(name, type, kept, List.copyOf(publish), List.copyOf(subscribe), clock.getAsLong());
        return database.write(connection -> {
                    CredentialTable.put(connection, credential);
                    return credential;
                })
                .thenApply(done -> {
                    credentials.put(name, done);
                    return new Issued(name, type, shown);
                });
    }

    @Override
    public CompletionStage<Boolean> withdraw(String name) {
        credentials.remove(name);
        return database.write(connection -> CredentialTable.delete(connection, name))
                .thenApply(there -> {
                    credentials.remove(name);
                    return there;
                });
    }

    @Override
    public List<Credential> list() {
        return credentials.values().stream()
                .map(StoredCredential::toCredential)
                .sorted(Comparator.comparing(Credential::name))
                .toList();
    }

    @Override
    public Optional<byte[]> preSharedKey(String identity) {
        return Optional.ofNullable(credentials.get(identity))
                .filter(credential -> credential.type() == Type.PSK)
                .map(credential -> credential.secret().clone());
    }

    @Override
    public Optional<Login> authenticate(Credentials shown) {
        StoredCredential credential = credentials.get(shown.user());
        if (credential == null) {
            return Optional.empty();
        }
        long now = clock.getAsLong();
        if (limit.exceeded(shown.user(), shown.remote(), now)) {
            return Optional.of(new Login.Denied(
                    "too_many_attempts", "too many failed sign-ins from this host; wait a minute, then try again"));
        }
        if (!proves(shown, credential)) {
            limit.failed(shown.user(), shown.remote(), now);
            return Optional.of(DENIED);
        }
        limit.succeeded(shown.user(), shown.remote());
        List<String> publish = credential.publish().isEmpty() ? List.of("#") : credential.publish();
        return Optional.of(new Login.Granted(
                new Principal.Device(credential.name(), Trust.TRANSPORT, publish, credential.subscribe())));
    }

    private static boolean proves(Credentials shown, StoredCredential credential) {
        return switch (credential.type()) {
            case PASSWORD -> MessageDigest.isEqual(sha256(shown.secret()), credential.secret());
            case PSK ->
                shown.secret().length == 0
                        ? shown.encrypted() && shown.transport().equals("coap")
                        : MessageDigest.isEqual(sha256(shown.secret()), sha256(credential.secret()));
        };
    }

    private void check(String name, List<String> publish, List<String> subscribe) {
        if (!NAME.matcher(name).matches()) {
            throw new IllegalArgumentException(
                    "a device's name has 1 to 64 letters, digits, '.', '_', '@' and '-', the first a letter or digit");
        }
        if (!credentials.containsKey(name) && credentials.size() >= max) {
            throw new IllegalArgumentException("there are " + credentials.size() + " credentials, devices.max is " + max
                    + "; withdraw some or raise it");
        }
        if (publish.size() + subscribe.size() > MOST_FILTERS) {
            throw new IllegalArgumentException((publish.size() + subscribe.size()) + " topic filters, at most "
                    + MOST_FILTERS + "; use wildcards");
        }
        for (List<String> filters : List.of(publish, subscribe)) {
            for (String filter : filters) {
                if (filter.length() > 500 || filter.indexOf('\n') >= 0) {
                    throw new IllegalArgumentException("a topic filter has at most 500 characters and no line feed");
                }
                TopicFilter.of(filter);
            }
        }
    }

    private static byte[] sha256(byte[] bytes) {
        try {
            return MessageDigest.getInstance("SHA-256").digest(bytes);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
    }
}
