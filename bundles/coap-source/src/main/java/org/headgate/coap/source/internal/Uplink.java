package org.headgate.coap.source.internal;

import java.util.Optional;
import java.util.concurrent.Executor;
import java.util.function.Supplier;
import org.eclipse.californium.core.CoapResource;
import org.eclipse.californium.core.coap.CoAP.Code;
import org.eclipse.californium.core.coap.CoAP.ResponseCode;
import org.eclipse.californium.core.coap.MediaTypeRegistry;
import org.eclipse.californium.core.coap.Request;
import org.eclipse.californium.core.coap.Response;
import org.eclipse.californium.core.network.Exchange;
import org.headgate.api.intake.Intake;
import org.headgate.api.intake.Outcome;
import org.headgate.api.message.Message;
import org.jspecify.annotations.Nullable;

/** The one resource that stands for every path: takes what is posted or put, answers once it is stored. Only on the loop. */
final class Uplink extends CoapResource {
    private static final String TRANSPORT = "coap";
    private static final long RETRY_MILLIS = 1000;

    private final Supplier<@Nullable Intake> intake;
    private final Senders senders;
    private final Tickets tickets;
    private final Health health;
    private final Executor loop;
    private final Counts counts;
    private final int bodyLimit;
    private final CoapOrigin origins = new CoapOrigin();

    Uplink(
            Supplier<@Nullable Intake> intake,
            Senders senders,
            Tickets tickets,
            Health health,
            Executor loop,
            Counts counts,
            int bodyLimit) {
        super("data");
        this.intake = intake;
        this.senders = senders;
        this.tickets = tickets;
        this.health = health;
        this.loop = loop;
        this.counts = counts;
        this.bodyLimit = bodyLimit;
        getAttributes().addResourceType("headgate.uplink");
        getAttributes().addContentType(MediaTypeRegistry.APPLICATION_SENML_JSON);
        getAttributes().addContentType(MediaTypeRegistry.APPLICATION_SENML_CBOR);
    }

    @Override
    public void handleRequest(Exchange exchange) {
        Request request = exchange.getRequest();
        String path = request.getOptions().getUriPathString();
        counts.received.increment();
        counts.receivedBytes.add(request.getPayloadSize());
        Response refusal = refusal(request, path);
        if (refusal != null) {
            counts.rejected.increment();
            exchange.sendResponse(refusal);
            return;
        }
        Sender sender = senders.of(request.getSourceContext(), path);
        if (sender instanceof Sender.Allowed allowed) {
            offer(exchange, message(request, path, allowed));
        } else if (sender instanceof Sender.NotAllowed no) {
            counts.unauthorized.increment();
            exchange.sendResponse(Answers.diagnostic(no.code(), no.reason()));
        }
    }

    private @Nullable Response refusal(Request request, String path) {
        if (request.getCode() != Code.POST && request.getCode() != Code.PUT) {
            return Answers.diagnostic(ResponseCode.METHOD_NOT_ALLOWED, "method_not_allowed: POST and PUT only");
        }
        if (path.isEmpty()) {
            return Answers.diagnostic(ResponseCode.NOT_FOUND, "no_path: name a path, it is the device's address");
        }
        if (request.getPayloadSize() > bodyLimit) {
            Response response = Answers.diagnostic(
                    ResponseCode.REQUEST_ENTITY_TOO_LARGE,
                    "body_too_large: " + request.getPayloadSize() + " bytes, at most " + bodyLimit);
            response.getOptions().setSize1(bodyLimit);
            return response;
        }
        return mediaType(request).isPresent()
                ? null
                : Answers.diagnostic(
                        ResponseCode.UNSUPPORTED_CONTENT_FORMAT,
                        "unknown_content_format: " + request.getOptions().getContentFormat() + ", known are "
                                + ContentFormats.known());
    }

    private void offer(Exchange exchange, Message message) {
        Intake current = intake.get();
        if (current == null) {
            counts.unavailable.increment();
            health.saw(null, System.nanoTime());
            exchange.sendResponse(Answers.unavailable("no_intake: intake is not running", RETRY_MILLIS));
            return;
        }
        Ticket ticket = tickets.open(exchange);
        try {
            current.accept(message).thenAccept(outcome -> loop.execute(() -> answer(ticket, outcome)));
        } catch (IllegalStateException e) {
            answer(ticket, new Outcome.Refused("intake_stopped", "intake has just stopped", RETRY_MILLIS));
        }
    }

    private void answer(Ticket ticket, Outcome outcome) {
        counts.pending.decrementAndGet();
        health.saw(outcome, System.nanoTime());
        Response response = Answers.of(outcome);
        switch (response.getCode()) {
            case CHANGED -> counts.accepted.increment();
            case BAD_REQUEST -> counts.quarantined.increment();
            default -> counts.unavailable.increment();
        }
        ticket.answer(response);
    }

    private Message message(Request request, String path, Sender.Allowed sender) {
        return new Message(
                TRANSPORT,
                CoapSource.NAME,
                path,
                sender.name(),
                sender.trust(),
                mediaType(request).orElse(""),
                request.getPayload(),
                System.currentTimeMillis(),
                origins.of(request, sender.name()));
    }

    private static Optional<String> mediaType(Request request) {
        int format = request.getOptions().getContentFormat();
        return format == MediaTypeRegistry.UNDEFINED ? Optional.of("") : ContentFormats.mediaType(format);
    }
}
