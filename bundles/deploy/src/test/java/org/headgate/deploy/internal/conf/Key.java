package org.headgate.deploy.internal.conf;

import org.jspecify.annotations.Nullable;
import org.osgi.service.metatype.AttributeDefinition;

/** A key as metatype would give it, with a whole number's least value. */
record Key(String id, int type, int cardinality, String[] defaults, String @Nullable [] options, long min)
        implements AttributeDefinition {

    static Key of(String id, int type) {
        return new Key(id, type, 0, new String[] {"1"}, null, Long.MIN_VALUE);
    }

    static Key list(String id, int type, int cardinality) {
        return new Key(id, type, cardinality, new String[] {"a,b", "c"}, null, Long.MIN_VALUE);
    }

    Key min(long least) {
        return new Key(id, type, cardinality, defaults, options, least);
    }

    Key options(String... values) {
        return new Key(id, type, cardinality, defaults, values, min);
    }

    @Override
    public String getName() {
        return "Name of " + id;
    }

    @Override
    public String getID() {
        return id;
    }

    @Override
    public String getDescription() {
        return "What " + id + " means.";
    }

    @Override
    public int getCardinality() {
        return cardinality;
    }

    @Override
    public int getType() {
        return type;
    }

    @Override
    public String @Nullable [] getOptionValues() {
        return options;
    }

    @Override
    public String @Nullable [] getOptionLabels() {
        return options;
    }

    @Override
    public String validate(String value) {
        return type == INTEGER && Long.parseLong(value) < min ? "less than " + min : "";
    }

    @Override
    public String[] getDefaultValue() {
        return defaults;
    }
}
