package org.headgate.pay.mqtt.internal;

import org.osgi.service.metatype.annotations.AttributeDefinition;
import org.osgi.service.metatype.annotations.ObjectClassDefinition;

/** Configuration of {@code pay-mqtt}. */
@ObjectClassDefinition(
        name = "Payments over MQTT",
        description = "Sells feeds to who signs in with a wallet, over MQTT 5.")
@interface PayMqttConfig {
    @AttributeDefinition(
            name = "Guests",
            description = "How many who sign in with a wallet and have paid nothing yet may be connected; 0 for none.")
    int guests_max() default 64;

    @AttributeDefinition(name = "Guests of one host", description = "How many of them from one address.")
    int guests_host_max() default 8;

    @AttributeDefinition(
            name = "Sign-ins",
            description = "How many signatures of wallets are checked in a minute for one address; those that were"
                    + " checked before do not count.")
    int signin_host_minute() default 30;

    @AttributeDefinition(
            name = "Sign-ins, all",
            description = "How many signatures of wallets are checked in a minute.")
    int signin_minute() default 3_000;

    @AttributeDefinition(
            name = "Days of a sign-in",
            description = "How long a signature of a wallet lets in at most, whatever it says itself.")
    int signin_days() default 31;
}
