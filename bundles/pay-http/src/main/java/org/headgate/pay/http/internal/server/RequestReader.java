package org.headgate.pay.http.internal.server;

import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpRequest;
import java.net.SocketAddress;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Makes of what came over the wire what can be answered. */
final class RequestReader {
    private final String publicBase;
    private final Scheme scheme;

    /** @param publicBase address under which buyers reach the gateway; empty: the one that they use */
    RequestReader(String publicBase, Scheme scheme) {
        this.publicBase = publicBase.replaceFirst("/+$", "");
        this.scheme = scheme;
    }

    /** @param here at which the request came in */
    Request read(HttpRequest request, byte[] body, SocketAddress here) throws Malformed {
        String target = request.uri();
        int query = target.indexOf('?');
        Optional<List<String>> path = Addresses.path(query < 0 ? target : target.substring(0, query));
        Optional<Map<String, String>> values = Addresses.query(query < 0 ? "" : target.substring(query + 1));
        if (path.isEmpty() || values.isEmpty()) {
            throw malformed("the address is none that can be here", "ask for /catalog to see what there is");
        }
        String authority = request.headers().get(HttpHeaderNames.HOST, "");
        String host = Addresses.host(authority)
                .orElseThrow(() -> malformed("the header Host is missing or none", "use an HTTP client"));
        return new Request(
                request.method().name(),
                path.get(),
                values.get(),
                request.headers()::get,
                body,
                host,
                publicBase.isEmpty() ? scheme.prefix() + authority : publicBase,
                !publicBase.isEmpty() || Addresses.isOf(authority, scheme.defaultPort(), here));
    }

    private static Malformed malformed(String reason, String remedy) {
        return new Malformed(Answer.error(400, "request_malformed", reason, remedy));
    }

    static final class Malformed extends Exception {
        private static final long serialVersionUID = 1L;

        private final transient Answer answer;

        Malformed(Answer answer) {
            super(null, null, false, false);
            this.answer = answer;
        }

        Answer answer() {
            return answer;
        }
    }
}
