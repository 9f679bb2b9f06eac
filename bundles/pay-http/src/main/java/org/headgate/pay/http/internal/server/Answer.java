package org.headgate.pay.http.internal.server;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What a client is told. @param rest what follows the body, part by part; null where the body is all */
public record Answer(
        int status,
        String type,
        byte[] body,
        Map<String, String> headers,
        @Nullable Body rest) {
    private static final JsonMapper JSON = new JsonMapper();
    private static final String JSON_TYPE = "application/json";

    /** One whose body is all. */
    public Answer(int status, String type, byte[] body, Map<String, String> headers) {
        this(status, type, body, headers, null);
    }

    /** One that comes in parts. */
    public static Answer of(String type, Body body, Map<String, String> headers) {
        return new Answer(200, type, new byte[0], headers, body);
    }

    public static Answer of(int status, byte[] json) {
        return new Answer(status, JSON_TYPE, json, Map.of());
    }

    /** An error, as all are told: a stable code, what happened and why, and what to do next. */
    public static Answer error(int status, String code, String reason, String remedy) {
        return of(status, errorBody(code, reason, remedy).toString().getBytes(UTF_8));
    }

    public static ObjectNode errorBody(String code, String reason, String remedy) {
        return JSON.createObjectNode().put("code", code).put("reason", reason).put("do", remedy);
    }

    /** The same with one header more. */
    public Answer with(String header, String value) {
        Map<String, String> more = new LinkedHashMap<>(headers);
        more.put(header, value);
        return new Answer(status, type, body, more, rest);
    }
}
