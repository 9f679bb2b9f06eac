package org.headgate.fuzz;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HexFormat;
import java.util.List;
import java.util.stream.Stream;

/** Good input, as devices send it; for profiles the first line is the address. {@code main} writes the seeds of a target into a folder. */
public final class Seeds {
    static final List<byte[]> SENML = texts(
            "senml/field/7\n[{\"bn\":\"urn:dev:mac:0024befffe804ff1:\",\"n\":\"temperature\",\"u\":\"Cel\",\"v\":21.5}]",
            "senml/field/7\n[{\"bn\":\"urn:dev:ops:acme-7:\",\"bt\":1.7e9,\"bu\":\"Cel\",\"bv\":2,\"n\":\"a\",\"v\":1,\"t\":-5},"
                    + "{\"n\":\"b\",\"vs\":\"open\",\"ut\":60},{\"n\":\"c\",\"vb\":true},{\"n\":\"d\",\"vd\":\"AQID\",\"s\":1.5}]");
    static final List<byte[]> ZIGBEE = texts(
            "zigbee2mqtt/kitchen\n{\"battery\":100,\"humidity\":45.2,\"linkquality\":120,\"temperature\":21.5,\"voltage\":3000,"
                    + "\"last_seen\":\"2024-01-02T03:04:05Z\",\"device\":{\"ieeeAddr\":\"0x00158d0001a2b3c4\",\"model\":\"WSDCGQ11LM\"}}",
            "zigbee2mqtt/door\n{\"contact\":true,\"last_seen\":1700000000000,\"device\":{\"ieeeAddr\":\"0x00158d0001a2b3c5\"}}",
            "zigbee2mqtt/bridge/devices\n[{\"ieee_address\":\"0x00158d0001a2b3c4\",\"friendly_name\":\"kitchen\"}]");
    static final List<byte[]> TASMOTA = texts(
            "tele/plug/SENSOR\n{\"Time\":\"2024-01-02T03:04:05\",\"ENERGY\":{\"TotalStartTime\":\"2023-01-01T00:00:00\",\"Total\":12.5,"
                    + "\"Power\":[5,6],\"Voltage\":230,\"Current\":0.02},\"DS18B20\":{\"Id\":\"01144A0CB2AA\",\"Temperature\":21.4},"
                    + "\"TempUnit\":\"C\"}",
            "tele/plug/STATE\n{\"Time\":\"2024-01-02T03:04:05\",\"Uptime\":\"0T00:10:10\",\"UptimeSec\":610,\"Heap\":27,"
                    + "\"POWER1\":\"ON\",\"Wifi\":{\"AP\":1,\"RSSI\":80,\"Signal\":-60}}",
            "stat/plug/STATUS10\n{\"StatusSNS\":{\"Time\":\"2024-01-02T03:04:05\",\"AM2301\":{\"Temperature\":20,\"Humidity\":50}}}");
    static final List<byte[]> ESPHOME = texts(
            "livingroom/sensor/outside_celsius/state\n-3.25",
            "livingroom/climate/heater/target_temperature/state\n21.0",
            "livingroom/light/desk/state\n{\"color_mode\":\"rgb\",\"state\":\"ON\",\"brightness\":255,\"color\":{\"r\":255,\"g\":128,\"b\":0}}",
            "livingroom/fan/ceiling/oscillation/state\noscillate_on",
            "livingroom/status\nonline",
            "livingroom/debug\n[D][sensor:094]: 'Temperature': Sending state 21.5",
            "esphome/discover/livingroom\n{\"name\":\"livingroom\",\"version\":\"2024.6.1\",\"mac\":\"a4cf12aabbcc\",\"board\":\"esp32dev\"}");
    static final List<byte[]> SHELLY = texts(
            "shellyplus2pm-a8032abe54dc/events/rpc\n{\"src\":\"shellyplus2pm-a8032abe54dc\",\"dst\":\"shellyplus2pm-a8032abe54dc/events\","
                    + "\"method\":\"NotifyStatus\",\"params\":{\"ts\":1699999990.4,\"switch:0\":{\"id\":0,\"output\":true,\"apower\":8.9,"
                    + "\"aenergy\":{\"total\":6.5,\"by_minute\":[1,2,3],\"minute_ts\":1699999979},\"temperature\":{\"tC\":23.5,\"tF\":74.4}},"
                    + "\"bthomesensor:200\":{\"id\":200,\"value\":21.4,\"last_updated_ts\":1699999989}}}",
            "gate/events/rpc\n{\"src\":\"shellyplus2pm-a8032abe54dc\",\"method\":\"NotifyEvent\",\"params\":{\"ts\":1699999990,\"events\":["
                    + "{\"component\":\"input:0\",\"id\":0,\"event\":\"single_push\",\"ts\":1699999990},{\"component\":\"script:1\","
                    + "\"event\":\"shelly-blu\",\"data\":{\"battery\":100,\"window\":1,\"address\":\"60:ef:ab:42:ed:25\"}}]}}",
            "poller/rpc\n{\"id\":1,\"src\":\"shellyplus2pm-a8032abe54dc\",\"dst\":\"poller\",\"result\":{\"sys\":{\"uptime\":9},"
                    + "\"em:0\":{\"id\":0,\"a_act_power\":951.2,\"n_current\":1.5}}}",
            "gate/status/switch:0\n{\"id\":0,\"output\":true}",
            "shellies/shellyem3-1234567890AB/emeter/0/energy\n34.24",
            "shellies/shellytrv-60A423DAE8DE/info\n{\"wifi_sta\":{\"rssi\":-60},\"thermostats\":[{\"pos\":35.5,\"tmp\":{\"value\":69,\"units\":\"F\"}}]}",
            "shellies/announce\n{\"id\":\"shelly1-328900\",\"fw_ver\":\"20190821-094851/v1.5.2@4148d2b7\"}",
            "shellies/shellyuni-98CDAC1EAB1C/ext_temperatures\n{\"0\":{\"hwID\":\"28\",\"tC\":23.5,\"tF\":74.3}}");
    static final List<byte[]> BTHOME = texts(
            "home/gw/BTtoMQTT/A4C1388D18B2\n{\"id\":\"A4:C1:38:8D:18:B2\",\"mac_type\":0,\"rssi\":-60,\"servicedatauuid\":\"fcd2\","
                    + "\"servicedata\":\"4002ca0902cf0903b718015d3a013c0103530548656c6c6f5403010203f100010204\"}",
            "home/gw/BTtoMQTT/5448E68F80A5\n{\"id\":\"54:48:E6:8F:80:A5\",\"servicedatauuid\":\"0xfcd2\","
                    + "\"servicedata\":\"41a47266c95f730011223378237214\"}",
            "tele/attic/BLE\n{\"DetailsBLE\":{\"mac\":\"A4C1388D18B2/1\",\"RSSI\":-60,\"p\":\"0201060A16D2FC4002C40903BF13\"}}",
            "node-red/bleraw\n{\"addr\":\"a4:c1:38:8d:18:b2\",\"rssi\":-60,\"time\":1699999999000,\"data\":[68,0,164,1,100,46,56,69,43,255]}",
            "a4:c1:38:8d:18:b2\n{\"addr\":\"a4:c1:38:8d:18:b2\",\"rssi\":-60,\"service_data\":{\"encryption\":false,\"BTHome_version\":2,"
                    + "\"battery\":100,\"window\":0,\"button\":[0,4]}}");
    static final List<byte[]> RUUVI = texts(
            "ruuvi/C8:25:2D:8E:9C:2C/F4:1F:0C:28:CB:D6\n{\"gw_mac\":\"C8:25:2D:8E:9C:2C\",\"rssi\":-26,\"aoa\":[],\"gwts\":\"1653668027\","
                    + "\"ts\":\"1653668027\",\"data\":\"0201061BFF99040515AE4C6DC6D7000CFFF803F4ADB6AD697FF41F0C28CBD6\",\"coords\":\"\"}",
            "home/gw/BTtoMQTT/x\n{\"id\":\"CB:B8:33:4C:88:4F\",\"manufacturerdata\":\"9904e1170c5668c79e0065007004bd11ca00c90a0213e0ac"
                    + "ffffffdecdee10ffffffffffcbb8334c884f\"}",
            "home/gw/BTtoMQTT/x\n{\"id\":\"CB:B8:33:4C:88:4F\",\"manufacturerdata\":\"990406170c5668c79e007000c90501d9ffcd004c884f\"}",
            "ruuvi/C8:25:2D:8E:9C:2C/gw_status\n{\"state\":\"online\"}");
    static final List<byte[]> THEENGS = texts(
            "home/gw/BTtoMQTT/A4C1388D18B2\n{\"id\":\"A4:C1:38:8D:18:B2\",\"mac_type\":0,\"rssi\":-70,\"brand\":\"Xiaomi\","
                    + "\"model_id\":\"HHCCJCY01HHCC\",\"tempc\":21.5,\"moi\":30,\"weight\":3,\"unit\":\"lb\"}",
            "home/gw/BTtoMQTT/x\n{\"id\":\"58:78:20:76:BC:24\",\"mac_type\":1,\"rssi\":-79,"
                    + "\"manufacturerdata\":\"4c0002151de4b189115e45f6b44e50935226997700000007be\"}",
            "home/gw/RTL_433toMQTT/x\n{\"model\":\"Acurite-Tower\",\"id\":1234,\"channel\":\"A\",\"temperature_F\":50,\"rssi\":-70}",
            "home/gw/CLIMAtoMQTT/ds1820/0x28\n{\"temp\":27.8,\"unit\":\"C\",\"addr\":\"0x28\"}",
            "home/gw/SYStoMQTT\n{\"uptime\":1200,\"freemem\":99880,\"rssi\":-55,\"SSID\":\"mine\"}",
            "home/gw/LWT\nonline");

    /** Births, then data. */
    static final List<byte[]> SPARKPLUG = List.of(
            messages(
                    "spBv1.0/plant/NBIRTH/line1",
                    "0880d095ffbc31120b0a05626453657120085807121a0a144e6f646520436f6e74726f6c2f52656269727468200b7000122c0a0e537570706c792f566f6c74616765100120094a110a07656e67556e69741206080c42026d56650048bc461800",
                    "spBv1.0/plant/DBIRTH/line1/press",
                    "0880d095ffbc3112310a0b54656d7065726174757265100a188ccc95ffbc3120094a120a07656e67556e69741207080c4203c2b0466500004842120f0a0752756e6e696e67100b200b700112110a05436f756e74100c200350fbffffff0f1801",
                    "spBv1.0/plant/DDATA/line1/press",
                    "0880d095ffbc311207100a6500005443120b100c18fad195ffbc3150091802"),
            messages(
                    "spBv1.0/plant/NBIRTH/line1",
                    "0880d095ffbc3112400a036c6f6720108a013608021208707265737375726512026f6b180a180b220f0a0921000000000000f83f0a022801220f0a092100000000000004400a0228001800"),
            messages(
                    "spBv1.0/plant/NBIRTH/line1",
                    "0880d095ffbc3112210a0d5f74797065735f2f4d6f746f72201392010d12090a0352504d20035000280112630a056d6f746f722013920157121e0a0352504d20034a120a07656e67556e69741207080c420372706d50840712330a0777696e64696e67201392012512210a0454656d7020094a120a07656e67556e69741207080c4203c2b0436500007242280028001800"));

    /** Configurations, then states. */
    static final List<byte[]> HOME_ASSISTANT = texts(
            "homeassistant/sensor/x-t/config\n{\"~\":\"home/x\",\"stat_t\":\"~/state\",\"val_tpl\":\"{{ (value_json['e'].t | float * 2) | round(1) }}\","
                    + "\"unit_of_meas\":\"°C\",\"avty_t\":\"~/up\",\"dev\":{\"ids\":[\"x\"],\"cns\":[[\"mac\",\"A4:C1:38:11:22:33\"]]}}"
                    + "\n==\nhome/x/state\n{\"e\":{\"t\":21.5}}\n==\nhome/x/up\nonline",
            "homeassistant/device/p/config\n{\"dev\":{\"ids\":\"p\"},\"stat_t\":\"p/s\",\"cmps\":{\"a\":{\"p\":\"sensor\",\"val_tpl\":\"{{ value_json.a|default(1) }}\"},"
                    + "\"b\":{\"p\":\"binary_sensor\",\"pl_on\":true,\"val_tpl\":\"{{ value_json.b }}\"},\"c\":{\"p\":\"climate\",\"curr_temp_t\":\"p/s\"}}}"
                    + "\n==\np/s\n{\"a\":1.5,\"b\":true}\n==\nhomeassistant/device/p/config\n");

    private Seeds() {}

    /** @param parts addresses, each followed by its payload in hexadecimal digits */
    private static byte[] messages(String... parts) {
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        for (int i = 0; i < parts.length; i += 2) {
            if (i > 0) {
                all.writeBytes(ProfileTarget.NEXT);
            }
            all.writeBytes((parts[i] + '\n').getBytes(StandardCharsets.UTF_8));
            all.writeBytes(HexFormat.of().parseHex(parts[i + 1]));
        }
        return all.toByteArray();
    }

    public static List<byte[]> texts(String... texts) {
        return Stream.of(texts)
                .map(text -> text.getBytes(StandardCharsets.UTF_8))
                .toList();
    }

    /** @param arguments target, folder */
    public static void main(String[] arguments) throws IOException {
        Path folder = Files.createDirectories(Path.of(arguments[1]));
        List<byte[]> seeds = Targets.named(arguments[0]).seeds();
        for (int i = 0; i < seeds.size(); i++) {
            Files.write(folder.resolve("seed-" + i), seeds.get(i));
        }
        List<byte[]> bombs = Bombs.small();
        for (int i = 0; i < bombs.size(); i++) {
            Files.write(folder.resolve("bomb-" + i), bombs.get(i));
        }
    }
}
