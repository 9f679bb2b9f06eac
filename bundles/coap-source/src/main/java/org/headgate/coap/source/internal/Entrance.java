package org.headgate.coap.source.internal;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.function.Predicate;
import org.eclipse.californium.core.coap.CoAP.Code;
import org.eclipse.californium.core.coap.CoAP.ResponseCode;
import org.eclipse.californium.core.coap.CoAP.Type;
import org.eclipse.californium.core.coap.Option;
import org.eclipse.californium.core.coap.Request;
import org.eclipse.californium.core.coap.Response;
import org.eclipse.californium.core.coap.option.OpaqueOptionDefinition;
import org.eclipse.californium.core.network.Exchange;
import org.eclipse.californium.core.server.DelivererException;
import org.eclipse.californium.core.server.ServerMessageDeliverer;
import org.eclipse.californium.core.server.resources.Resource;
import org.eclipse.californium.elements.DtlsEndpointContext;
import org.eclipse.californium.elements.EndpointContext;
import org.eclipse.californium.elements.config.Configuration;

/**
 * What a request passes before it reaches the gateway's own resources, or {@link Uplink}, which stands for all other paths: its sender's rate, the right to read,
 * and a proof that the sender is where it says.
 */
final class Entrance extends ServerMessageDeliverer {
    private static final OpaqueOptionDefinition ECHO = new OpaqueOptionDefinition(Echoes.OPTION, "Echo", true, 1, 40);

    private final Resource uplink;
    private final Latest latest;
    private final Senders senders;
    private final PeerRates rates;
    private final Predicate<InetAddress> local;
    private final Counts counts;
    private final Echoes echoes = new Echoes();

    /** @param local whether an address is of this machine */
    Entrance(
            Resource root,
            Uplink uplink,
            Latest latest,
            Senders senders,
            PeerRates rates,
            Predicate<InetAddress> local,
            Counts counts,
            Configuration configuration) {
        super(root, configuration);
        this.uplink = uplink;
        this.latest = latest;
        this.senders = senders;
        this.rates = rates;
        this.local = local;
        this.counts = counts;
    }

    @Override
    protected boolean preDeliverRequest(Exchange exchange) {
        Request request = exchange.getRequest();
        InetSocketAddress peer = request.getSourceContext().getPeerAddress();
        boolean reads = request.getCode() == Code.GET;
        if (request.isMulticast() && !(reads && isDirectory(request) && request.getType() == Type.NON)) {
            counts.rejected.increment();
            exchange.setComplete();
            return true;
        }
        if (!rates.allows(peer.getAddress(), System.nanoTime())) {
            counts.limits.met(Limits.Limit.PEER_RATE);
            Response response = Answers.diagnostic(
                    ResponseCode.TOO_MANY_REQUESTS, "too_many_requests: above coap-source.peer.rate messages a second");
            response.getOptions().setMaxAge(1);
            exchange.sendResponse(response);
            return true;
        }
        return reads && !request.isMulticast() && !mayRead(exchange, request, peer);
    }

    private boolean mayRead(Exchange exchange, Request request, InetSocketAddress peer) {
        if (unverified(request.getSourceContext()) && !echoed(request, peer)) {
            counts.challenged.increment();
            Response response = new Response(ResponseCode.UNAUTHORIZED);
            response.getOptions().addOtherOption(ECHO.create(echoes.challenge(peer, System.nanoTime())));
            exchange.sendResponse(response);
            return false;
        }
        if (isDirectory(request)) {
            return true;
        }
        Sender reader =
                senders.reader(request.getSourceContext(), request.getOptions().getUriPathString());
        if (reader instanceof Sender.NotAllowed no) {
            counts.unauthorized.increment();
            exchange.sendResponse(Answers.diagnostic(no.code(), no.reason()));
            return false;
        }
        return true;
    }

    /** A handshake with cookies shows where a peer is; a connection id lets it move after that (RFC 9146 §6). */
    private boolean unverified(EndpointContext context) {
        return !local.test(context.getPeerAddress().getAddress())
                && (context.get(DtlsEndpointContext.KEY_SESSION_ID) == null
                        || context.get(DtlsEndpointContext.KEY_READ_CONNECTION_ID) != null);
    }

    private boolean echoed(Request request, InetSocketAddress peer) {
        for (Option option : request.getOptions().getOthers()) {
            if (option.getNumber() == Echoes.OPTION) {
                return echoes.fresh(option.getValue(), peer, System.nanoTime());
            }
        }
        return false;
    }

    private static boolean isDirectory(Request request) {
        return request.getOptions().getUriPathString().equals(".well-known/core");
    }

    @Override
    protected Resource findResource(Exchange exchange) throws DelivererException {
        List<String> path = exchange.getRequest().getOptions().getUriPath();
        if (exchange.getRequest().getCode() != Code.GET || path.isEmpty()) {
            return uplink;
        }
        Resource own = path.get(0).equals(Latest.NAME) && path.size() > 1
                ? latest.of(String.join("/", path.subList(1, path.size())))
                : super.findResource(path);
        return own == null ? uplink : own;
    }
}
