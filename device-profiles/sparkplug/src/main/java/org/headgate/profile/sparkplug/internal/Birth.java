package org.headgate.profile.sparkplug.internal;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.headgate.api.profile.MalformedPayload;
import org.jspecify.annotations.Nullable;

/** What a birth defines, as it is kept. @param session the {@code bdSeq} of a node's birth, -1 where there is none */
record Birth(long session, List<Definition> definitions) {
    static final String SESSION = "bdSeq";
    private static final int VERSION = 1;

    /** @param alias null where the metric has none */
    record Definition(String name, @Nullable Long alias, int datatype, String unit) {}

    /** Finds a definition as a later metric names it. */
    static final class Index {
        private final Map<String, Definition> byName = new HashMap<>();
        private final Map<Long, Definition> byAlias = new HashMap<>();

        private Index(List<Definition> definitions) {
            for (Definition definition : definitions) {
                byName.put(definition.name(), definition);
                if (definition.alias() != null) {
                    byAlias.put(definition.alias(), definition);
                }
            }
        }

        @Nullable
        Definition find(Metric metric) {
            return metric.name().isEmpty() ? byAlias.get(metric.alias()) : byName.get(metric.name());
        }
    }

    static Birth of(Payload payload) throws MalformedPayload {
        List<Definition> definitions = new ArrayList<>();
        Set<String> quantities = new HashSet<>();
        Set<Long> aliases = new HashSet<>();
        long session = -1;
        for (Metric metric : payload.metrics()) {
            if (metric.name().isEmpty()) {
                throw new MalformedPayload("metric_without_name", "a metric of a birth has no name");
            }
            if (metric.name().equals(SESSION)) {
                session = metric.value() instanceof Long number ? number : -1;
                continue;
            }
            if (metric.datatype() == 0) {
                throw new MalformedPayload(
                        "metric_without_datatype", "the birth tells no datatype of " + Names.shown(metric.name()));
            }
            if (!quantities.add(Names.quantity(metric.name()))) {
                throw new MalformedPayload("name_twice", "two metrics are called " + Names.shown(metric.name()));
            }
            if (metric.alias() != null && !aliases.add(metric.alias())) {
                throw new MalformedPayload("alias_twice", "two metrics have the alias " + metric.alias());
            }
            definitions.add(new Definition(metric.name(), metric.alias(), metric.datatype(), metric.unit()));
        }
        return new Birth(session, definitions);
    }

    Index index() {
        return new Index(definitions);
    }

    byte[] toBytes() {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (DataOutputStream out = new DataOutputStream(bytes)) {
            out.writeByte(VERSION);
            out.writeLong(session);
            out.writeInt(definitions.size());
            for (Definition definition : definitions) {
                out.writeUTF(definition.name());
                out.writeBoolean(definition.alias() != null);
                out.writeLong(definition.alias() == null ? 0 : definition.alias());
                out.writeByte(definition.datatype());
                out.writeUTF(definition.unit());
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return bytes.toByteArray();
    }

    /** Reads what {@link #toBytes} wrote. @throws MalformedPayload where another version of this profile wrote it in another form */
    static Birth fromBytes(byte[] bytes) throws MalformedPayload {
        try (DataInputStream in = new DataInputStream(new ByteArrayInputStream(bytes))) {
            if (in.readByte() != VERSION) {
                throw new MalformedPayload("no_birth", "the birth was kept by another version of this profile");
            }
            long session = in.readLong();
            int count = in.readInt();
            List<Definition> definitions = new ArrayList<>(Math.min(count, Budget.MOST));
            for (int i = 0; i < count; i++) {
                String name = in.readUTF();
                boolean aliased = in.readBoolean();
                long alias = in.readLong();
                definitions.add(new Definition(name, aliased ? alias : null, in.readByte(), in.readUTF()));
            }
            return new Birth(session, definitions);
        } catch (IOException e) {
            throw new MalformedPayload("no_birth", "the birth that was kept cannot be read: " + e.getMessage());
        }
    }
}
