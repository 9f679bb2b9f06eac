package org.headgate.buy;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Set;
import java.util.function.LongSupplier;
import org.headgate.api.feed.Dollars;
import org.headgate.buy.State.Pass;
import org.headgate.buy.State.Pending;
import org.headgate.x402.Headers;
import org.headgate.x402.PaymentPayload;
import org.headgate.x402.PaymentRefused;
import org.headgate.x402.PaymentRequired;
import org.headgate.x402.PaymentRequirements;

/** Buys a pass over HTTP. A signed payment is on disk before it is sent, and sent again as it is until it is answered or can no longer be used. For one thread. */
final class PassShop {
    private static final Duration PATIENCE = Duration.ofMinutes(2);
    private static final int PAGE = 100;
    private static final int MOST_PAGES = 100;
    private static final Set<String> BROKERS = Set.of("mqtt", "mqtts", "ws", "wss");

    private final HttpClient http =
            HttpClient.newBuilder().connectTimeout(Duration.ofSeconds(30)).build();
    private final Account buyer;
    private final Terms terms;
    private final URI catalogue;
    private final String feed;
    private final LongSupplier clock;

    /** @param clock seconds since the epoch */
    PassShop(Account buyer, Terms terms, URI catalogue, String feed, LongSupplier clock) {
        this.buyer = buyer;
        this.terms = terms;
        this.catalogue = catalogue;
        this.feed = feed;
        this.clock = clock;
    }

    /** Pays for a pass, or for what was signed before. On disk when it returns. @throws Lost to be called again */
    Pass buy() throws IOException, Lost, Halt, InterruptedException {
        Pending pending = buyer.state().pending();
        if (pending == null) {
            pending = sign();
        }
        byte[] payment = pending.payment().getBytes(StandardCharsets.UTF_8);
        HttpResponse<byte[]> answer =
                send(post(pending.url()).header(Headers.PAYMENT_SIGNATURE, Headers.encode(payment)));
        JsonNode body = json(answer);
        if (answer.statusCode() == 200) {
            return keep(answer, body);
        }
        boolean notSettled =
                answer.headers().firstValue(Headers.PAYMENT_RESPONSE).isPresent();
        String why = answer.statusCode() + " " + body.path("code").asText() + ": "
                + body.path("reason").asText();
        buyer.receipt(
                "answer", Books.object().put("status", answer.statusCode()).set("answer", body));
        boolean refused = answer.statusCode() == 402 && !notSettled;
        if (answer.statusCode() == 410 || refused && pending.isOver(clock.getAsLong())) {
            buyer.progress()
                    .say("A payment of " + Dollars.format(pending.amount()) + " was not taken in its time (" + why
                            + "); it goes on counting towards the limit.");
            buyer.save(buyer.state().withPending(null));
            throw new Lost(why);
        }
        if (refused || answer.statusCode() == 400 || answer.statusCode() == 404 || why.contains("_failed")) {
            throw new Halt(
                    Halt.FAILED,
                    "The payment is not taken: " + why
                            + ". See that the wallet holds enough dollars, then run it again: the same payment is tried, not another.");
        }
        throw new Lost(why);
    }

    private Pending sign() throws IOException, Lost, Halt, InterruptedException {
        String url = find();
        HttpResponse<byte[]> asked = send(post(url));
        String header = asked.headers().firstValue(Headers.PAYMENT_REQUIRED).orElse("");
        if (asked.statusCode() != 402 || header.isEmpty()) {
            JsonNode body = json(asked);
            String why = asked.statusCode() + " " + body.path("code").asText() + ": "
                    + body.path("reason").asText();
            if (asked.statusCode() >= 500) {
                throw new Lost(why);
            }
            throw new Halt(Halt.REFUSED, url + " does not say what it costs: " + why);
        }
        PaymentRequired offer;
        try {
            offer = PaymentRequired.read(Headers.decode(header));
        } catch (PaymentRefused e) {
            throw new Halt(Halt.REFUSED, "The offer of " + url + " cannot be read: " + e.getMessage());
        }
        long now = clock.getAsLong();
        PaymentRequirements way = terms.choose(offer, PaymentRequirements.EXACT, buyer, now);
        long price = way.amount().longValueExact();
        buyer.progress()
                .say("A pass costs " + Dollars.format(price) + " dollars on " + way.network() + ", to " + way.payTo()
                        + ".");
        buyer.require(price, "a pass");
        long until = now + Math.max(60, way.maxTimeoutSeconds());
        PaymentPayload payment = Signing.exact(buyer.key(), way, now, until);
        String json = new String(payment.json(), StandardCharsets.UTF_8);
        Pending signed = new Pending(url, json, price, until);
        buyer.receipt(
                "pass_signed",
                Books.object().put("amount", Dollars.format(price)).put("url", url));
        buyer.save(buyer.state().paying(signed));
        return signed;
    }

    private Pass keep(HttpResponse<byte[]> answer, JsonNode body) throws IOException, Halt {
        String broker = "";
        for (JsonNode one : body.path("broker")) {
            String address = one.asText();
            if (broker.isEmpty() && BROKERS.contains(address.replaceFirst("://.*", ""))) {
                broker = address;
            }
        }
        if (broker.isEmpty() || body.path("user").asText().isEmpty()) {
            throw new Halt(
                    Halt.FAILED,
                    "The pass was paid for, and its answer names no broker to read from. Ask the seller; it is told again when you run this again.");
        }
        Pass pass = new Pass(
                broker,
                body.path("user").asText(),
                body.path("password").asText(),
                body.path("until").asLong());
        try {
            String response =
                    answer.headers().firstValue(Headers.PAYMENT_RESPONSE).orElse("");
            JsonNode told = Books.json().readTree(Headers.decode(response));
            buyer.receipt("answer", Books.object().put("pass", pass.user()).set("answer", told));
        } catch (PaymentRefused | JsonProcessingException e) {
            buyer.progress().say("The answer's receipt cannot be read: " + e.getMessage());
        }
        buyer.save(buyer.state().withPass(pass, Buy.reader()));
        return pass;
    }

    /** The address at which the feed's passes are sold. */
    private String find() throws Lost, Halt, InterruptedException {
        if (catalogue.getPath() != null && catalogue.getPath().endsWith("/passes")) {
            return catalogue.toString();
        }
        String base = catalogue.toString().replaceFirst("/+$", "");
        for (int page = 0; page < MOST_PAGES; page++) {
            URI uri = URI.create(base + "/discovery/resources?type=http&limit=" + PAGE + "&offset=" + page * PAGE);
            HttpResponse<byte[]> answer = send(HttpRequest.newBuilder(uri));
            if (answer.statusCode() >= 500) {
                throw new Lost("the catalogue answers " + answer.statusCode());
            }
            JsonNode items = json(answer).path("items");
            for (JsonNode item : items) {
                String url = item.path("resource").asText();
                if (item.path("metadata").path("feed").asText().equals(feed)
                        && url.matches("https?://[A-Za-z0-9._~:/%\\[\\]-]+/passes")) {
                    return url;
                }
            }
            if (items.size() < PAGE) {
                break;
            }
        }
        throw new Halt(
                Halt.REFUSED,
                "The catalogue " + catalogue + " sells no passes for the feed " + feed
                        + ". To pay by the record, give the broker's address instead.");
    }

    private static HttpRequest.Builder post(String url) {
        return HttpRequest.newBuilder(URI.create(url)).POST(BodyPublishers.noBody());
    }

    private HttpResponse<byte[]> send(HttpRequest.Builder request) throws Lost, InterruptedException {
        try {
            return http.send(request.timeout(PATIENCE).build(), BodyHandlers.ofByteArray());
        } catch (IOException e) {
            throw new Lost("no answer from " + catalogue.getHost() + ": " + e.getMessage());
        }
    }

    private static JsonNode json(HttpResponse<byte[]> answer) {
        try {
            return Books.json().readTree(answer.body());
        } catch (IOException e) {
            return Books.object().put("reason", "it is no JSON");
        }
    }
}
