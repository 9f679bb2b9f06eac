package org.headgate.profile.cayenne.internal;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.headgate.api.status.Problem;
import org.headgate.api.status.Report;
import org.junit.jupiter.api.Test;

class CayenneComponentTest {

    private static Report report(String... uplinks) {
        return new CayenneComponent(Wanted.of(uplinks)).report();
    }

    @Test
    void report_entryThatIsNone_isTold() {
        List<Problem> problems = report("a84041ffff0000ab:2", "a84041", "*:0", "*:256", "field/7", "a84041ffff0000ab:")
                .problems();
        assertThat(problems).extracting(Problem::code).containsOnly("uplinks_misconfigured");
        assertThat(problems)
                .extracting(problem -> problem.reason().split("'")[1])
                .containsExactly("a84041", "*:0", "*:256", "field/7", "a84041ffff0000ab:");
    }

    @Test
    void report_good_saysHowMany() {
        Report report = report("a84041ffff0000ab", "*:8");
        assertThat(report.problems()).isEmpty();
        assertThat(report.facts()).containsEntry("rules", "2");
    }
}
