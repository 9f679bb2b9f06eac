package org.headgate.benchmarks.camel;

import java.nio.charset.StandardCharsets;
import java.util.Map;
import javax.sql.DataSource;
import org.apache.camel.Exchange;
import org.apache.camel.builder.AggregationStrategies;
import org.apache.camel.builder.RouteBuilder;
import org.apache.camel.main.Main;
import org.h2.jdbcx.JdbcConnectionPool;

/**
 * What one would build with Camel instead: readings from a broker, decoded, a row each in H2, and out again.
 * Arguments: port of the broker, URL of the database, {@code single} or {@code batch} (200 rows or 50 ms in one transaction).
 */
public final class Gateway extends RouteBuilder {
    private static final String INSERT =
            "sql:insert into reading(device, seq, ts, raw) values(:#device, :#seq, :#ts, :#raw)?dataSource=#db&noop=true";

    private final String broker;
    private final boolean batch;

    private Gateway(String port, boolean batch) {
        this.broker = "brokerUrl=tcp://127.0.0.1:" + port + "&qos=1";
        this.batch = batch;
    }

    public static void main(String[] args) throws Exception {
        DataSource db = JdbcConnectionPool.create(args[1], "sa", "");
        try (var connection = db.getConnection();
                var statement = connection.createStatement()) {
            statement.execute("create table if not exists reading("
                    + "id bigint generated always as identity primary key, device varchar(128), seq bigint, ts bigint, raw varchar(1024))");
        }
        Main main = new Main();
        main.bind("db", db);
        main.configure().addRoutesBuilder(new Gateway(args[0], args[2].equals("batch")));
        main.run();
    }

    @Override
    public void configure() {
        var in = from("paho-mqtt5:zigbee2mqtt/#?" + broker
                        + "&clientId=camel-in&cleanStart=false&sessionExpiryInterval=3600&receiveMaximum=1000")
                .convertBodyTo(String.class)
                .setProperty("raw", body())
                .unmarshal()
                .json(Map.class)
                .process(Gateway::toRow);
        if (batch) {
            in.aggregate(constant(true), AggregationStrategies.groupedBody())
                    .completionSize(200)
                    .completionInterval(50)
                    .to(INSERT + "&batch=true")
                    .split(body())
                    .process(Gateway::toFeed)
                    .to(feed());
        } else {
            in.to(INSERT).process(Gateway::toFeed).to(feed());
        }
    }

    private String feed() {
        return "paho-mqtt5:feed?" + broker + "&clientId=camel-out&receiveMaximum=65535";
    }

    private static void toRow(Exchange exchange) {
        Map<?, ?> reading = exchange.getMessage().getBody(Map.class);
        String topic = exchange.getMessage().getHeader("CamelMqttTopic", String.class);
        exchange.getMessage()
                .setBody(Map.of(
                        "device", topic.substring(topic.lastIndexOf('/') + 1),
                        "seq", reading.get("seq"),
                        "ts", reading.get("ts"),
                        "temperature", reading.get("temperature"),
                        "raw", exchange.getProperty("raw")));
    }

    private static void toFeed(Exchange exchange) {
        Map<?, ?> row = exchange.getMessage().getBody(Map.class);
        String record = "{\"device\":\"" + row.get("device") + "\",\"temperature\":" + row.get("temperature") + ",\"seq\":"
                + row.get("seq") + ",\"ts\":" + row.get("ts") + "}";
        exchange.getMessage().setBody(record.getBytes(StandardCharsets.UTF_8));
        exchange.getMessage().setHeader("CamelPahoMqtt5OverrideTopic", "feed/" + row.get("device"));
    }
}
