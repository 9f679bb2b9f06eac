package org.headgate.coap.source.internal;

import java.net.InetSocketAddress;
import java.util.Optional;
import java.util.function.Supplier;
import org.eclipse.californium.core.CoapResource;
import org.eclipse.californium.core.coap.CoAP.Code;
import org.eclipse.californium.core.coap.CoAP.ResponseCode;
import org.eclipse.californium.core.coap.MediaTypeRegistry;
import org.eclipse.californium.core.coap.Request;
import org.eclipse.californium.core.coap.Response;
import org.eclipse.californium.core.network.Exchange;
import org.headgate.api.intake.Intake;
import org.headgate.api.message.Message;
import org.jspecify.annotations.Nullable;

/** The one resource that stands for every path: takes what is posted or put, answers once it is stored. */
final class Uplink extends CoapResource {
    private static final String TRANSPORT = "coap";
    private static final long RETRY_MILLIS = 1000;

    private final Supplier<@Nullable Intake> intake;
    private final Senders senders;
    private final PeerRates rates;
    private final Tickets tickets;
    private final Counts counts;
    private final int bodyLimit;

    Uplink(
            Supplier<@Nullable Intake> intake,
            Senders senders,
            PeerRates rates,
            Tickets tickets,
            Counts counts,
            int bodyLimit) {
        super("data");
        this.intake = intake;
        this.senders = senders;
        this.rates = rates;
        this.tickets = tickets;
        this.counts = counts;
        this.bodyLimit = bodyLimit;
        getAttributes().setTitle("POST or PUT here, or to any other path");
        getAttributes().addResourceType("headgate.uplink");
        for (String format : ContentFormats.known().split(" ")) {
            getAttributes().addContentType(Integer.parseInt(format));
        }
    }

    @Override
    public void handleRequest(Exchange exchange) {
        Request request = exchange.getRequest();
        counts.received.increment();
        counts.receivedBytes.add(request.getPayloadSize());
        Response refusal = refusal(request);
        if (refusal != null) {
            counts.rejected.increment();
            exchange.sendResponse(refusal);
            return;
        }
        Sender sender = senders.of(request.getSourceContext(), path(request));
        if (sender instanceof Sender.Allowed allowed) {
            offer(exchange, request, allowed);
        } else if (sender instanceof Sender.NotAllowed no) {
            counts.unauthorized.increment();
            exchange.sendResponse(Answers.diagnostic(no.code(), no.reason()));
        }
    }

    private @Nullable Response refusal(Request request) {
        if (request.getCode() != Code.POST && request.getCode() != Code.PUT) {
            return Answers.diagnostic(ResponseCode.METHOD_NOT_ALLOWED, "method_not_allowed: POST and PUT only");
        }
        if (path(request).isEmpty()) {
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

    private void offer(Exchange exchange, Request request, Sender.Allowed sender) {
        InetSocketAddress peer = request.getSourceContext().getPeerAddress();
        if (!rates.allows(peer.getAddress(), System.nanoTime())) {
            counts.limited.increment();
            Response response = Answers.diagnostic(
                    ResponseCode.TOO_MANY_REQUESTS, "too_many_requests: above coap-source.peer.rate messages a second");
            response.getOptions().setMaxAge(1);
            exchange.sendResponse(response);
            return;
        }
        Intake current = intake.get();
        if (current == null) {
            counts.unavailable.increment();
            exchange.sendResponse(Answers.unavailable("no_intake: intake is not running", RETRY_MILLIS));
            return;
        }
        Ticket ticket = tickets.open(exchange);
        try {
            current.accept(message(request, sender, peer)).thenAccept(outcome -> answer(ticket, Answers.of(outcome)));
        } catch (IllegalStateException e) {
            answer(ticket, Answers.unavailable("intake_stopped: intake has just stopped", RETRY_MILLIS));
        }
    }

    private void answer(Ticket ticket, Response response) {
        counts.pending.decrementAndGet();
        switch (response.getCode()) {
            case CHANGED -> counts.accepted.increment();
            case BAD_REQUEST -> counts.quarantined.increment();
            default -> counts.unavailable.increment();
        }
        ticket.answer(response);
    }

    private static Message message(Request request, Sender.Allowed sender, InetSocketAddress peer) {
        String from = peer.getAddress().getHostAddress() + ":" + peer.getPort() + "/" + sender.name();
        return new Message(
                TRANSPORT,
                CoapSource.NAME,
                path(request),
                sender.name(),
                sender.trust(),
                mediaType(request).orElse(""),
                request.getPayload(),
                System.currentTimeMillis(),
                CoapOrigin.of(request, from));
    }

    private static Optional<String> mediaType(Request request) {
        int format = request.getOptions().getContentFormat();
        return format == MediaTypeRegistry.UNDEFINED ? Optional.of("") : ContentFormats.mediaType(format);
    }

    private static String path(Request request) {
        return request.getOptions().getUriPathString();
    }
}
