package org.headgate.demo;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.util.List;
import org.eclipse.paho.mqttv5.common.MqttException;
import org.headgate.api.batch.Address;
import org.jspecify.annotations.Nullable;

/** The operator grants a pass. */
final class Granted implements Trade {

    @Override
    public List<String> settings() {
        return List.of();
    }

    @Override
    public void prepare(Address gateway) {}

    @Override
    public List<String> terms() {
        return List.of();
    }

    @Override
    public Buyer buyer(Gateway gateway, int port, String feed, Checked checked)
            throws IOException, MqttException, InterruptedException {
        JsonNode pass = gateway.json("pass", "grant", feed, "--buyer", "demo", "--for", "1h", "--json");
        Buyer buyer =
                new Buyer(port, pass.path("id").asText(), pass.path("token").asText(), feed, checked);
        buyer.read();
        return buyer;
    }

    @Override
    public String explained() {
        return "a buyer has a pass for an hour.";
    }

    @Override
    public @Nullable Money money(Gateway gateway, Buyer buyer) {
        return null;
    }

    @Override
    public void close() {}
}
