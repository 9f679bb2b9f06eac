package org.headgate.coverage.internal;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.headgate.api.coverage.Coverage;
import org.headgate.api.journal.Contribution;
import org.headgate.api.journal.Journal;
import org.headgate.api.journal.JournalUnavailable;
import org.headgate.api.message.Kind;
import org.headgate.coverage.Case;
import org.headgate.coverage.Cases;
import org.headgate.coverage.CellHours;
import org.headgate.coverage.Difference;
import org.headgate.coverage.Grid;
import org.headgate.coverage.RuleSet;
import org.headgate.coverage.Sighting;
import org.headgate.coverage.Verdict;
import org.headgate.coverage.VerdictText;
import org.headgate.store.StoreUnavailable;

/** Answers from what was judged; compares by judging the journal again. */
final class JournalCoverage implements Coverage {
    private static final int PAGE_ROWS = 256;
    private static final int MOST_COMPARED = 20_000;
    private static final int REMEMBERED = 65_536;

    private final Journal journal;
    private final Follower follower;
    private final GridOnDemand grid;

    JournalCoverage(Journal journal, Follower follower, GridOnDemand grid) {
        this.journal = journal;
        this.follower = follower;
        this.grid = grid;
    }

    @Override
    public Optional<Explanation> explain(long sequence) throws JournalUnavailable {
        try {
            Judged judged = follower.verdict(sequence);
            return judged == null ? Optional.empty() : Optional.of(explanation(judged));
        } catch (StoreUnavailable e) {
            throw unavailable(e);
        }
    }

    private static Explanation explanation(Judged judged) {
        Verdict verdict = Verdict.decode(judged.verdict());
        RuleSet rules =
                RuleSet.named(verdict.ruleSet() + "-" + verdict.version()).orElse(RuleSet.HEADGATE);
        return new Explanation(
                judged.sequence(),
                judged.heardAt(),
                judged.receiver(),
                judged.holds(),
                VerdictText.lines(verdict, rules),
                judged.verdict());
    }

    @Override
    public byte[] map(Form form, long from, long to) throws JournalUnavailable {
        Grid cells = grid.get();
        if (cells == null) {
            throw new JournalUnavailable(
                    "h3_unavailable",
                    "there are no cells to draw: the H3 library does not load (" + grid.obstacle() + ")");
        }
        try {
            long start = Math.floorDiv(from, CellHours.HOUR_MILLIS) * CellHours.HOUR_MILLIS;
            List<CoverageMap.Cell> drawn = CoverageMap.cells(follower.hours(start, to));
            return form == Form.PNG ? MapPicture.png(drawn, cells) : CoverageMap.geoJson(drawn, cells);
        } catch (StoreUnavailable e) {
            throw unavailable(e);
        }
    }

    @Override
    public List<String> compare(String first, String second, long fromSequence, long toSequence)
            throws JournalUnavailable {
        RuleSet one = rules(first);
        RuleSet other = rules(second);
        List<Sighting> heard = new ArrayList<>();
        long next = Math.max(fromSequence, journal.first());
        long end = Math.min(toSequence, journal.next() - 1);
        while (next <= end && heard.size() < MOST_COMPARED) {
            List<Contribution> page = journal.read(next, PAGE_ROWS);
            for (Contribution contribution : page) {
                if (contribution.sequence() <= end && contribution.kind() == Kind.COVERAGE_SIGHTING) {
                    sighting(contribution, heard);
                }
                next = contribution.sequence() + 1;
            }
            if (page.isEmpty()) {
                break;
            }
        }
        heard.sort(Cases.ORDER);
        Cases cases = new Cases(follower::transmitter, grid, REMEMBERED);
        List<Case> made = new ArrayList<>(heard.size());
        heard.forEach(sighting -> made.add(cases.next(sighting)));
        return Difference.between(one, other, made).lines();
    }

    private void sighting(Contribution contribution, List<Sighting> heard) {
        if (Packs.read(contribution, false) instanceof Told.Heard told) {
            heard.add(new Sighting(
                    follower.receiver(told.receiver()),
                    told.transmitter(),
                    told.payload(),
                    told.radio(),
                    told.rssiDbm(),
                    told.snrDb(),
                    told.heardAtMillis()));
        }
    }

    private static RuleSet rules(String name) {
        return RuleSet.named(name)
                .orElseThrow(() ->
                        new IllegalArgumentException("there is no rule set '" + name + "': headgate-1 or helium-1"));
    }

    private static JournalUnavailable unavailable(StoreUnavailable why) {
        return new JournalUnavailable(why.code(), String.valueOf(why.getMessage()), why);
    }
}
