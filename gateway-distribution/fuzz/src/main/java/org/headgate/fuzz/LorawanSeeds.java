package org.headgate.fuzz;

import java.util.List;

/** Good input of LoRaWAN families, as their servers send it; the first line is the address. */
final class LorawanSeeds {
    static final List<byte[]> CHIRPSTACK = Seeds.texts(
            "application/1/device/0101010101010101/event/up\n{\"time\":\"2022-07-18T09:34:15.775023242+00:00\",\"deviceInfo\":{"
                    + "\"deviceName\":\"d\",\"devEui\":\"0101010101010101\",\"tags\":{\"key\":\"value\"}},\"devAddr\":\"00189440\",\"dr\":1,"
                    + "\"fPort\":1,\"data\":\"qg==\",\"object\":{\"BatV\":3.297,\"TempC_SHT\":24.73,\"a\":{\"value\":3,\"unit\":\"mV\"}},"
                    + "\"rxInfo\":[{\"gatewayId\":\"0016c001f153a14c\",\"rssi\":-36,\"snr\":10.5}],\"txInfo\":{\"frequency\":867100000,"
                    + "\"modulation\":{\"lora\":{\"bandwidth\":125000,\"spreadingFactor\":11}}}}",
            "application/1/device/0101010101010101/event/status\n{\"deviceInfo\":{\"devEui\":\"0101010101010101\"},\"margin\":10,"
                    + "\"batteryLevel\":88.3,\"externalPowerSource\":false}");
    static final List<byte[]> THINGS_STACK = Seeds.texts(
            "v3/app1@ttn/devices/dev1/up\n{\"end_device_ids\":{\"device_id\":\"dev1\",\"dev_eui\":\"0004A30B001C0530\"},\"received_at\":"
                    + "\"2020-02-12T15:15:46.014773143Z\",\"uplink_message\":{\"f_cnt\":1,\"f_port\":1,\"frm_payload\":\"gkHe\","
                    + "\"decoded_payload\":{\"temperature\":1.0},\"normalized_payload\":[{\"air\":{\"temperature\":1}}],\"rx_metadata\":[{"
                    + "\"gateway_ids\":{\"eui\":\"9C5C8E00001A05C4\"},\"rssi\":-35,\"snr\":5}],\"settings\":{\"data_rate\":{\"lora\":{"
                    + "\"spreading_factor\":7}},\"frequency\":\"868300000\"},\"last_battery_percentage\":{\"f_cnt\":1,\"value\":50}}}");
    static final List<byte[]> CAYENNE = Seeds.texts(
            "application/1/device/0101010101010101/event/up\n{\"deviceInfo\":{\"devEui\":\"0101010101010101\"},\"fPort\":1,"
                    + "\"data\":\"A2cBEAVnAP8BiAZ2X/KWCgAD6A==\"}",
            "v1/user/things/client/data/0\ntemp,c=20.7",
            "v1/user/things/client/data/3\naccel,g=[0,1,-0.5]",
            "v1/user/things/client/data/json\n[{\"channel\":6,\"type\":\"co2\",\"unit\":\"ppm\",\"value\":450},{\"channel\":\"2\",\"value\":true}]");
    static final List<byte[]> SIGHTINGS = Seeds.texts(
            "gateway/aa555a0102030405/rxpk\n{\"tmst\":4202879084,\"freq\":868.3,\"stat\":1,\"modu\":\"LORA\",\"datr\":\"SF7BW125\","
                    + "\"codr\":\"4/5\",\"lsnr\":9.2,\"rssi\":-57,\"size\":17,\"data\":\"QPF9vkkAAgABlUN4disR/w0=\"}",
            "gateway/aa555a0102030405/rxpk\n{\"freq\":903.9,\"datr\":50000,\"data\":\"AAEAAAAAtPT/CAcGBQQDAoE0EgECAwQ=\","
                    + "\"rsig\":[{\"ant\":0,\"lsnr\":10.0,\"rssic\":-46},{\"ant\":1}],\"time\":\"2023-11-14T22:13:19.500Z\"}",
            "gateway/aa555a0102030405/stat\n{\"time\":\"2020-03-04 07:01:02 GMT\",\"rxnb\":3,\"ackr\":50.0,\"lati\":48.3,\"long\":2.9,"
                    + "\"alti\":3}");

    private LorawanSeeds() {}
}
