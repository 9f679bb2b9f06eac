package org.headgate.profile.senml.internal;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.headgate.senml.SenmlRecord;
import org.headgate.senml.SenmlValue;
import org.jspecify.annotations.Nullable;

/**
 * Names of records that are LwM2M paths ({@code /3303/0/5700}, OMA LwM2M core 1.1 §7.4.4) to names that SenML allows: those of IPSO objects by what they
 * measure, with the unit of their resource 5701; others without the slash.
 */
final class Ipso {
    private static final Pattern PATH = Pattern.compile(
            "((?:urn:dev:[a-z]+:[A-Za-z0-9._-]+:)?)(/?)" + "([0-9]{1,5})/([0-9]{1,5})((?:/[0-9]{1,5}){0,2})");
    private static final Set<String> MEASURED =
            Set.of("5600", "5601", "5602", "5603", "5604", "5650", "5700", "5702", "5703", "5704", "5900");
    private static final Pattern DECIMAL = Pattern.compile("-?[0-9]{1,3}(?:\\.[0-9]{1,15})?");
    private static final Map<String, String> WRITTEN = Map.of(
            "°C", "Cel", "degC", "Cel", "celsius", "Cel", "Celsius", "Cel", "lux", "lx", "Lux", "lx", "ohm", "Ohm");
    private static final Set<String> REGISTERED = Set.of(
            ("m kg g s A K cd mol Hz rad sr N Pa J W V F Ohm S Wb T H Cel lm lx m2 m3 l m/s m/s2 m3/s l/s W/m2 cd/m2 bit"
                            + " bit/s lat lon pH dB dBW count / % %RH %EL EL 1/s 1/min beat/min beats S/m B VA var kg/m3"
                            + " ms min h MHz kW kVA kvar Ah Wh kWh varh kvarh mV mA dBm ug/m3 mm/h m/h ppm ppb hPa mm cm km"
                            + " km/h mg/l ug/l g/l")
                    .split(" "));

    private Ipso() {}

    /** The same records, in their order; those whose names are no paths are left as they are. */
    static List<SenmlRecord> named(List<SenmlRecord> records) {
        if (records.stream().noneMatch(record -> isPath(record.name()))) {
            return records;
        }
        Map<String, String> units = units(records);
        List<SenmlRecord> named = new ArrayList<>(records.size());
        for (SenmlRecord record : records) {
            Matcher path = PATH.matcher(record.name());
            named.add(path.matches() ? named(record, path, units) : record);
        }
        return named;
    }

    private static boolean isPath(String name) {
        char last = name.isEmpty() ? ' ' : name.charAt(name.length() - 1);
        return last >= '0' && last <= '9' && PATH.matcher(name).matches();
    }

    /** What the resources 5701 of the pack say, by all of the name before it. */
    private static Map<String, String> units(List<SenmlRecord> records) {
        Map<String, String> units = new HashMap<>();
        for (SenmlRecord record : records) {
            if (record.name().endsWith("/5701") && record.value() instanceof SenmlValue.Text text) {
                String unit = unit(text.value().strip());
                if (unit != null) {
                    units.put(record.name().substring(0, record.name().length() - "/5701".length()), unit);
                }
            }
        }
        return units;
    }

    private static @Nullable String unit(String written) {
        String plain = written.startsWith("ucum:") ? written.substring("ucum:".length()) : written;
        return REGISTERED.contains(plain) ? plain : WRITTEN.get(plain);
    }

    private static SenmlRecord named(SenmlRecord record, Matcher path, Map<String, String> units) {
        String object = IpsoNames.object(path.group(3));
        String[] rest = path.group(5).split("/");
        if (object == null || rest.length < 2) {
            String plain = record.name().substring(path.start(3));
            return path.group(2).isEmpty()
                    ? record
                    : renamed(record, path.group(1) + plain, record.unit(), record.value());
        }
        String resource = rest[1];
        String suffix = IpsoNames.resource(resource);
        String name = path.group(1)
                + object
                + '.'
                + path.group(4)
                + (suffix.isEmpty() ? "" : '.' + suffix)
                + (rest.length > 2 ? '.' + rest[2] : "");
        if (resource.equals("5514") || resource.equals("5515")) {
            return position(record, name, resource.equals("5514") ? 90 : 180, resource.equals("5514") ? "lat" : "lon");
        }
        String told = MEASURED.contains(resource)
                ? units.get(record.name().substring(0, path.end(4)))
                : IpsoNames.unit(resource);
        boolean number = record.value() instanceof SenmlValue.Num || record.value() == null;
        return renamed(record, name, record.unit() == null && number ? told : record.unit(), record.value());
    }

    /** The registry has positions as decimal text. */
    private static SenmlRecord position(SenmlRecord record, String name, double most, String unit) {
        OptionalDouble number = OptionalDouble.empty();
        if (record.value() instanceof SenmlValue.Num value) {
            number = OptionalDouble.of(value.value());
        } else if (record.value() instanceof SenmlValue.Text text
                && DECIMAL.matcher(text.value()).matches()) {
            number = OptionalDouble.of(Double.parseDouble(text.value()));
        }
        if (number.isEmpty() || Math.abs(number.getAsDouble()) > most) {
            return renamed(record, name, record.unit(), record.value());
        }
        return renamed(
                record, name, record.unit() == null ? unit : record.unit(), new SenmlValue.Num(number.getAsDouble()));
    }

    private static SenmlRecord renamed(
            SenmlRecord record, String name, @Nullable String unit, @Nullable SenmlValue value) {
        return new SenmlRecord(
                name, unit, value, record.sum(), record.time(), record.updateTime(), record.extensions());
    }
}
