package org.headgate.pay.http.internal.server;

/**
 * What one server bears.
 *
 * @param connections at a time
 * @param connectionsOfHost at a time from one address other than loopback
 * @param headerBytes of all headers of a request
 * @param bodyBytes of a request; what is above is refused
 * @param requestSeconds from the first chance to send a request until it is whole, and from an answer until it is taken
 * @param answerSeconds until a request is answered
 */
public record Limits(
        int connections,
        int connectionsOfHost,
        int headerBytes,
        int bodyBytes,
        int requestSeconds,
        int answerSeconds) {}
