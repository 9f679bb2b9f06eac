package org.headgate.coverage;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The canonical bytes of a verdict. Keys in the order of their encodings. */
final class VerdictCbor {
    private static final int UNSIGNED = 0;
    private static final int NEGATIVE = 1;
    private static final int BYTES = 2;
    private static final int TEXT = 3;
    private static final int ARRAY = 4;
    private static final int MAP = 5;

    private VerdictCbor() {}

    static byte[] write(Verdict verdict) {
        Cbor cbor = new Cbor();
        cbor.map(3).text("checks").array(verdict.findings().size());
        for (Finding finding : verdict.findings()) {
            cbor.map(4).text("id").text(finding.check().id()).text("passed");
            if (finding.passed() == null) {
                cbor.nothing();
            } else {
                cbor.flag(finding.passed());
            }
            value(cbor.text("observed"), finding.observed());
            value(cbor.text("threshold"), finding.threshold());
        }
        return cbor.text("version")
                .unsigned(verdict.version())
                .text("rule_set")
                .text(verdict.ruleSet())
                .bytes();
    }

    static Verdict read(byte[] bytes) {
        CborItems items = new CborItems(bytes);
        map(items, 3).text("checks");
        int count = items.count(ARRAY);
        if (count != Check.values().length) {
            throw CborItems.wrong();
        }
        List<Finding> findings = new ArrayList<>(count);
        for (int i = 0; i < count; i++) {
            findings.add(finding(items));
        }
        items.text("version");
        long version = items.unsigned();
        items.text("rule_set");
        Verdict verdict = new Verdict(items.text(), (int) version, findings);
        if (!items.atEnd() || !Arrays.equals(verdict.encode(), bytes)) {
            throw CborItems.wrong();
        }
        return verdict;
    }

    private static Finding finding(CborItems items) {
        map(items, 4).text("id");
        Check check = Check.of(items.text());
        items.text("passed");
        Boolean passed = items.next() < 0 ? null : Boolean.valueOf(items.flag());
        items.text("observed");
        Value observed = value(items);
        items.text("threshold");
        return new Finding(check, passed, value(items), observed);
    }

    private static CborItems map(CborItems items, int entries) {
        if (items.count(MAP) != entries) {
            throw CborItems.wrong();
        }
        return items;
    }

    private static void value(Cbor cbor, @Nullable Value value) {
        if (value == null) {
            cbor.nothing();
        } else if (value instanceof Value.Num number) {
            cbor.number(number.value());
        } else if (value instanceof Value.Large large) {
            cbor.unsigned(large.value());
        } else if (value instanceof Value.Text text) {
            cbor.text(text.value());
        } else if (value instanceof Value.Data data) {
            cbor.data(data.value().bytes());
        }
    }

    private static @Nullable Value value(CborItems items) {
        return switch (items.next()) {
            case -1 -> null;
            case UNSIGNED -> Value.ofUnsigned(items.unsigned());
            case NEGATIVE -> Value.of(items.negative());
            case BYTES -> Value.of(Payload.of(items.data()));
            case TEXT -> Value.of(items.text());
            default -> Value.of(items.number());
        };
    }
}
