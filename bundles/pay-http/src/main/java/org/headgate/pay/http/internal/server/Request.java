package org.headgate.pay.http.internal.server;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * What a client asks for, whole.
 *
 * @param path decoded, a level each; none is empty
 * @param query the first value of each name
 * @param headers their first values, by name in any case
 * @param host that the client used, without port
 * @param base of addresses that the client can use, without a slash at the end: {@code https://shop.example}
 * @param own whether the base is surely ours: configured, or the address at which the request came in. Else anybody may have brought somebody here under a name of his
 */
public record Request(
        String method,
        List<String> path,
        Map<String, String> query,
        Function<String, @Nullable String> headers,
        byte[] body,
        String host,
        String base,
        boolean own) {

    public Optional<String> header(String name) {
        return Optional.ofNullable(headers.apply(name));
    }

    /** The address that was asked for, without its query. */
    public String url() {
        return base + "/" + String.join("/", path);
    }
}
