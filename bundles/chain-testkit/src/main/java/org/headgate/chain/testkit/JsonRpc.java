package org.headgate.chain.testkit;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;

/** Calls of a chain's JSON-RPC, one at a time. */
final class JsonRpc {
    private static final ObjectMapper JSON = new ObjectMapper();

    private final HttpClient http = HttpClient.newHttpClient();
    private final URI endpoint;

    JsonRpc(URI endpoint) {
        this.endpoint = endpoint;
    }

    /** The result. @throws ChainException what the node says is wrong */
    JsonNode call(String method, Object... parameters) throws IOException {
        ObjectNode request =
                JSON.createObjectNode().put("jsonrpc", "2.0").put("id", 1).put("method", method);
        request.set("params", JSON.valueToTree(parameters));
        try {
            JsonNode answer = JSON.readTree(http.send(
                            HttpRequest.newBuilder(endpoint)
                                    .header("Content-Type", "application/json")
                                    .POST(HttpRequest.BodyPublishers.ofByteArray(JSON.writeValueAsBytes(request)))
                                    .build(),
                            BodyHandlers.ofByteArray())
                    .body());
            if (answer.has("error")) {
                throw new ChainException(method, answer.get("error"));
            }
            return answer.path("result");
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted in " + method, e);
        }
    }
}
