package org.headgate.devices.internal;

import java.nio.ByteBuffer;
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
import org.headgate.api.access.SignInListener;
import org.headgate.api.device.DeviceCredentials;
import org.headgate.api.message.Trust;
import org.headgate.api.topic.TopicFilter;
import org.headgate.store.Database;
import org.jspecify.annotations.Nullable;

/** Names and secrets of devices. Secrets are random and long, so that a plain hash keeps them. */
final class CredentialBook implements DeviceCredentials, Authenticator {
    private static final Pattern NAME = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._@-]{0,63}");
    private static final int SECRET_BYTES = 32;

    /** 32 characters of text: what small DTLS stacks take as a key. */
    private static final int PSK_BYTES = 24;

    private static final int MOST_FILTERS = 64;
    /** The same whatever is wrong, and what the door says of a name that nobody knows: who guesses learns nothing, not even which names there are. */
    private static final Login DENIED = new Login.Denied(
            "bad_credentials", "user name or password is wrong, or was wrong too often: wait a minute");

    private static final byte[] NO_SECRET = new byte[32];

    private final ConcurrentHashMap<String, StoredCredential> credentials = new ConcurrentHashMap<>();
    /** Names by the key that they are admitted with. */
    private final ConcurrentHashMap<ByteBuffer, String> holders = new ConcurrentHashMap<>();

    private final SecureRandom random = new SecureRandom();
    private final Database database;
    private final int max;
    private final SignInLimit limit;
    private final LongSupplier clock;
    private final SignInListener listener;

    /** @param listener told when what a name had ends, once that is synced */
    CredentialBook(Database database, int max, SignInLimit limit, LongSupplier clock, SignInListener listener) {
        this.database = database;
        this.max = max;
        this.limit = limit;
        this.clock = clock;
        this.listener = listener;
    }

    void load(List<StoredCredential> stored) {
        stored.forEach(this::keep);
    }

    int size() {
        return credentials.size();
    }

    @Override
    public CompletionStage<Issued> issue(String name, Type type, List<String> publish, List<String> subscribe) {
        try {
            if (type != Type.PASSWORD && type != Type.PSK) {
                throw new IllegalArgumentException("no secret is made for a key or certificate of the device's own");
            }
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
        return put(credential).thenApply(done -> new Issued(name, type, shown));
    }

    @Override
    public CompletionStage<Credential> admitKey(
            String name, byte[] publicKey, List<String> publish, List<String> subscribe) {
        byte[] fingerprint = sha256(publicKey);
        String holder = holders.get(ByteBuffer.wrap(fingerprint));
        if (holder != null && !holder.equals(name)) {
            return CompletableFuture.failedFuture(
                    new IllegalArgumentException("this key is that of '" + holder + "'; withdraw it there first"));
        }
        return admit(name, Type.PUBLIC_KEY, fingerprint, publish, subscribe);
    }

    @Override
    public CompletionStage<Credential> admitCertificate(String name, List<String> publish, List<String> subscribe) {
        return admit(name, Type.CERTIFICATE, new byte[0], publish, subscribe);
    }

    private CompletionStage<Credential> admit(
            String name, Type type, byte[] kept, List<String> publish, List<String> subscribe) {
        try {
            check(name, publish, subscribe);
        } catch (IllegalArgumentException e) {
            return CompletableFuture.failedFuture(e);
        }
        return put(new StoredCredential(
                        name, type, kept, List.copyOf(publish), List.copyOf(subscribe), clock.getAsLong()))
                .thenApply(StoredCredential::toCredential);
    }

    private CompletionStage<StoredCredential> put(StoredCredential credential) {
        return database.write(connection -> {
                    CredentialTable.put(connection, credential);
                    return credential;
                })
                .thenApply(this::replace);
    }

    private StoredCredential replace(StoredCredential credential) {
        boolean replaced = credentials.containsKey(credential.name());
        keep(credential);
        if (replaced) {
            listener.signInEnded(credential.name(), "credential_replaced", "sign in with the new secret");
        }
        return credential;
    }

    private StoredCredential keep(StoredCredential credential) {
        drop(credentials.put(credential.name(), credential));
        if (credential.type() == Type.PUBLIC_KEY) {
            holders.put(ByteBuffer.wrap(credential.secret()), credential.name());
        }
        return credential;
    }

    private void drop(@Nullable StoredCredential old) {
        if (old != null && old.type() == Type.PUBLIC_KEY) {
            holders.remove(ByteBuffer.wrap(old.secret()), old.name());
        }
    }

    @Override
    public CompletionStage<Boolean> withdraw(String name) {
        drop(credentials.remove(name));
        return database.write(connection -> CredentialTable.delete(connection, name))
                .thenApply(there -> {
                    drop(credentials.remove(name));
                    if (there) {
                        listener.signInEnded(name, "credential_withdrawn", "the operator withdrew this credential");
                    }
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
            // takes as long as a name that is known
            MessageDigest.isEqual(sha256(shown.secret()), NO_SECRET);
            return Optional.empty();
        }
        long now = clock.getAsLong();
        if (limit.exceeded(shown.user(), shown.host(), now)) {
            return Optional.of(DENIED);
        }
        if (!proves(shown, credential)) {
            limit.failed(shown.user(), shown.host(), now);
            return Optional.of(DENIED);
        }
        limit.succeeded(shown.user(), shown.host());
        return Optional.of(new Login.Granted(device(credential)));
    }

    @Override
    public Optional<Principal.Device> byKey(byte[] publicKey) {
        return Optional.ofNullable(holders.get(ByteBuffer.wrap(sha256(publicKey))))
                .flatMap(name -> admitted(name, Type.PUBLIC_KEY));
    }

    @Override
    public Optional<Principal.Device> byCertificate(String name) {
        return admitted(name, Type.CERTIFICATE);
    }

    private Optional<Principal.Device> admitted(String name, Type type) {
        return Optional.ofNullable(credentials.get(name))
                .filter(credential -> credential.type() == type)
                .map(CredentialBook::device);
    }

    private static Principal.Device device(StoredCredential credential) {
        List<String> publish = credential.publish().isEmpty() ? List.of("#") : credential.publish();
        return new Principal.Device(credential.name(), Trust.TRANSPORT, publish, credential.subscribe());
    }

    private static boolean proves(Credentials shown, StoredCredential credential) {
        return switch (credential.type()) {
            case PASSWORD -> MessageDigest.isEqual(sha256(shown.secret()), credential.secret());
            case PSK ->
                shown.secret().length == 0
                        ? shown.encrypted() && shown.transport().equals("coap")
                        : MessageDigest.isEqual(sha256(shown.secret()), sha256(credential.secret()));
            case PUBLIC_KEY, CERTIFICATE -> false;
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
