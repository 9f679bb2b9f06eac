package org.headgate.proof.cli;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.math.BigInteger;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.headgate.api.batch.Address;
import org.headgate.api.batch.Hash;
import org.headgate.proof.Keccak;
import org.jspecify.annotations.Nullable;

/** One JSON-RPC endpoint of a chain, asked one thing at a time. Its address may hold a secret: messages name the host alone. For one thread. */
final class ChainView {
    private static final JsonFactory JSON = new JsonFactory();
    private static final Duration PATIENCE = Duration.ofSeconds(30);
    private static final int MOST_BYTES = 1 << 20;
    private static final String NOTED_AT = HexFormat.of()
            .formatHex(Arrays.copyOf(
                    Keccak.hash("getTimestamp(bytes32)".getBytes(UTF_8)).bytes(), 4));

    private final HttpClient http =
            HttpClient.newBuilder().connectTimeout(PATIENCE).build();
    private final URI address;

    private ChainView(URI address) {
        this.address = address;
    }

    /** @param given a URL, or {@code @} and a file with one. @throws IllegalArgumentException where it is none */
    static ChainView of(String given) {
        String url = given.startsWith("@") ? firstLine(given.substring(1)) : given;
        URI address;
        try {
            address = URI.create(url);
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException(
                    "--rpc needs a URL like https://mainnet.base.org, or @ and a file with one");
        }
        String scheme = String.valueOf(address.getScheme());
        if (!scheme.equals("http") && !scheme.equals("https") || address.getHost() == null) {
            throw new IllegalArgumentException("--rpc needs a URL of http or https, or @ and a file with one");
        }
        if (address.getUserInfo() != null) {
            throw new IllegalArgumentException(
                    "--rpc takes no user and password; take an endpoint that has its key in the path, from a file");
        }
        return new ChainView(address);
    }

    String host() {
        return address.getHost() + (address.getPort() < 0 ? "" : ":" + address.getPort());
    }

    /** As CAIP-2. */
    String network() throws IOException {
        String id = ask("eth_chainId", "[]");
        try {
            return "eip155:" + new BigInteger(id.substring(2), 16);
        } catch (RuntimeException e) {
            throw new IOException("it answers no chain id");
        }
    }

    /** When the contract noted the root, in seconds since the epoch; 0 where it did not. */
    long notedAt(Address contract, Hash root) throws IOException {
        String answer = ask(
                "eth_call",
                "[{\"to\":\"" + contract + "\",\"data\":\"0x" + NOTED_AT
                        + root.toString().substring(2) + "\"},\"latest\"]");
        try {
            if (answer.length() == 66) {
                return new BigInteger(answer.substring(2), 16).longValueExact();
            }
        } catch (ArithmeticException | NumberFormatException e) {
            // no time either
        }
        throw new IOException(contract + " does not answer there as the Ethereum Attestation Service does");
    }

    private String ask(String method, String parameters) throws IOException {
        HttpRequest request = HttpRequest.newBuilder(address)
                .header("Content-Type", "application/json")
                .POST(HttpRequest.BodyPublishers.ofString(
                        "{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"" + method + "\",\"params\":" + parameters + "}"))
                .build();
        try {
            return http.sendAsync(request, HttpResponse.BodyHandlers.ofInputStream())
                    .thenApplyAsync(ChainView::result)
                    .get(PATIENCE.toSeconds(), TimeUnit.SECONDS);
        } catch (TimeoutException e) {
            throw new IOException("no answer within " + PATIENCE.toSeconds() + " s");
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted");
        } catch (ExecutionException e) {
            Throwable cause = e.getCause();
            throw cause instanceof UncheckedIOException unchecked
                    ? unchecked.getCause()
                    : new IOException("no connection (" + cause.getClass().getSimpleName() + ")");
        }
    }

    private static String result(HttpResponse<InputStream> response) {
        try (InputStream in = response.body()) {
            if (response.statusCode() != 200) {
                throw new IOException("HTTP status " + response.statusCode());
            }
            return result(in.readNBytes(MOST_BYTES));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String result(byte[] body) throws IOException {
        String result = null;
        String error = "";
        try (JsonParser parser = JSON.createParser(body)) {
            if (parser.nextToken() != JsonToken.START_OBJECT) {
                throw new IOException("it answers what is no JSON-RPC");
            }
            for (String name = parser.nextFieldName(); name != null; name = parser.nextFieldName()) {
                JsonToken value = parser.nextToken();
                if (name.equals("result") && value == JsonToken.VALUE_STRING) {
                    result = parser.getText();
                } else if (name.equals("error") && value == JsonToken.START_OBJECT) {
                    error = message(parser);
                } else {
                    parser.skipChildren();
                }
            }
        } catch (com.fasterxml.jackson.core.JsonProcessingException e) {
            throw new IOException("it answers what is no JSON");
        }
        return found(result, error);
    }

    private static String found(@Nullable String result, String error) throws IOException {
        if (result == null || !result.startsWith("0x")) {
            throw new IOException(error.isEmpty() ? "it answers no result" : "it answers: " + error);
        }
        return result;
    }

    private static String message(JsonParser parser) throws IOException {
        String message = "an error";
        for (String name = parser.nextFieldName(); name != null; name = parser.nextFieldName()) {
            if (parser.nextToken() == JsonToken.VALUE_STRING && name.equals("message")) {
                String said = parser.getText().replaceAll("\\p{Cntrl}", " ");
                message = said.substring(0, Math.min(200, said.length()));
            }
            parser.skipChildren();
        }
        return message;
    }

    private static String firstLine(String file) {
        try {
            return Files.readString(Path.of(file))
                    .lines()
                    .findFirst()
                    .orElse("")
                    .trim();
        } catch (IOException e) {
            throw new IllegalArgumentException(file + " cannot be read: " + e.getMessage());
        }
    }
}
