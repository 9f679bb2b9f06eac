package org.headgate.demo;

import java.io.IOException;
import java.util.List;
import org.eclipse.paho.mqttv5.common.MqttException;
import org.headgate.api.batch.Address;
import org.jspecify.annotations.Nullable;

/** How the demo's feed gets to its buyer: for payments on a chain, or by a pass that is granted. */
interface Trade extends AutoCloseable {

    /** For the start of the gateway: {@code component.key=value}. */
    List<String> settings();

    /** What the gateway needs before it is ready. */
    void prepare(Address gateway) throws IOException;

    /** Words of {@code feed create}. */
    List<String> terms();

    /** One that is let in and reads. */
    Buyer buyer(Gateway gateway, int port, String feed, Checked checked)
            throws IOException, MqttException, InterruptedException;

    /** A line on how it is bought. */
    String explained();

    /** What came in, once the chain has all of it or patience ends; null where nothing is paid. */
    @Nullable
    Money money(Gateway gateway, Buyer buyer) throws IOException, InterruptedException;

    @Override
    void close();
}
