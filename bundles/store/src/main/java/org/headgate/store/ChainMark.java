package org.headgate.store;

import java.util.Optional;
import org.headgate.api.status.Problem;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Sees to it that no number of a signed chain is signed twice with different content, even where the table of the chain is lost or is found at an older state:
 * the newest link stands in a {@link Mark} before anyone sees it, and the chain goes on above the mark. Blocks. For one thread at a time, but for {@link #problem}.
 *
 * @param <T> a link of the chain, with its signature
 */
public final class ChainMark<T> {
    private static final Logger LOG = LoggerFactory.getLogger(ChainMark.class);

    private final String name;
    private final Mark file;
    private final Form<T> form;
    private final Table<T> table;
    private @Nullable T pending;
    private volatile @Nullable Problem problem;

    /** @param name of the chain, for people: {@code batches} @param file of this chain alone */
    public ChainMark(String name, Mark file, Form<T> form, Table<T> table) {
        this.name = name;
        this.file = file;
        this.form = form;
        this.table = table;
    }

    /** What a link is made of. */
    public interface Form<T> {
        Link link(T signed);

        byte[] write(T signed);

        /** @throws IllegalArgumentException where it is not a link that its gateway signed */
        T read(byte[] content);
    }

    /** @param number from 1 @param previous hash of the link before it @param through the last sequence that it covers */
    public record Link(long number, Object previous, Object hash, long through) {}

    /** The chain in the database. */
    public interface Table<T> {
        Optional<T> last() throws StoreUnavailable;

        Optional<T> find(long number) throws StoreUnavailable;

        /** Synced when it returns; takes the place of what is there with this number or above it. May come twice. */
        void put(T signed) throws StoreUnavailable;
    }

    /** Brings mark and table together. To be called once, first. The link to go on from. */
    public Optional<T> open() throws StoreUnavailable {
        Optional<T> last = table.last();
        Optional<T> marked;
        try {
            marked = file.read().map(value -> form.read(value.content()));
        } catch (StoreUnavailable e) {
            if (!e.code().equals("mark_unreadable")) {
                throw e;
            }
            return unreadable(last, e);
        } catch (IllegalArgumentException e) {
            return unreadable(last, e);
        }
        if (marked.isEmpty()) {
            if (last.isPresent()) {
                trouble(new Problem(
                        "mark_missing",
                        "data/marks/" + name + " is missing, and " + name
                                + " goes on from the database, whose newest is " + number(last.get()),
                        "nothing, if data/ is of an older gateway or was restored; else look who deleted it",
                        false));
                mark(last.get());
            }
            return last;
        }
        return Optional.of(settle(marked.get(), last.orElse(null)));
    }

    /** Marks a link, then puts it into the table: only afterwards may its signature be seen. Where the table fails, {@link #catchUp} puts it there. */
    public void keep(T signed) throws StoreUnavailable {
        mark(signed);
        pending = signed;
        catchUp();
    }

    /** To be called before a link is made. The one that was marked and did not get into the table: it is there now, and the next follows it. */
    public Optional<T> catchUp() throws StoreUnavailable {
        T left = pending;
        if (left != null) {
            table.put(left);
            pending = null;
        }
        return Optional.ofNullable(left);
    }

    /** What was found at the start. Safe for any thread. */
    public Optional<Problem> problem() {
        return Optional.ofNullable(problem);
    }

    private T settle(T marked, @Nullable T last) throws StoreUnavailable {
        Link mark = form.link(marked);
        Link end = last == null ? new Link(0, "", "", 0) : form.link(last);
        if (last == null || mark.number() >= end.number()) {
            boolean same = mark.number() == end.number() && mark.hash().equals(end.hash());
            if (!same) {
                goOnAbove(mark, end);
                table.put(marked);
            }
            return marked;
        }
        Optional<Link> known = table.find(mark.number()).map(form::link);
        if (known.isPresent() && !known.get().hash().equals(mark.hash())) {
            differs(mark.number(), known.get().hash(), mark.hash(), end.number());
        } else {
            trouble(new Problem(
                    "mark_behind",
                    "data/marks/" + name + " tells of " + mark.number() + " and the database of " + end.number()
                            + ": the mark is of an older state, and " + name + " goes on from the database",
                    "nothing, if a backup was restored into data/; else check the disk",
                    false));
        }
        mark(last);
        return last;
    }

    private void goOnAbove(Link mark, Link end) {
        boolean next = mark.number() == end.number() + 1;
        if (mark.number() == end.number()) {
            differs(mark.number(), end.hash(), mark.hash(), mark.number());
        } else if (next && end.number() > 0 && !mark.previous().equals(end.hash())) {
            differs(end.number(), end.hash(), mark.previous(), mark.number());
        } else if (next) {
            LOG.info("{}: {} was signed and not kept; it is now", name, mark.number());
        } else {
            trouble(new Problem(
                    "chain_hole",
                    name + " " + (end.number() + 1) + " to " + (mark.number() - 1)
                            + " are lost: they were signed, and data/precious.mv.db does not hold them any more; "
                            + "the chain goes on above " + mark.number() + ", which data/marks/" + name + " held",
                    "check disk and power; who received them has them still: see 'Batches that are lost' in docs/operations.md",
                    false));
        }
    }

    private void differs(long number, Object kept, Object marked, long goingOn) {
        trouble(new Problem(
                "mark_differs",
                "two of number " + number + " of " + name + " are signed: " + kept + " in the database, " + marked
                        + " by data/marks/" + name + "; it goes on above " + goingOn,
                "see that no other gateway runs with a copy of this home; tell the buyers which one counts",
                true));
    }

    private Optional<T> unreadable(Optional<T> last, Exception why) throws StoreUnavailable {
        String reason = "data/marks/" + name + " cannot be read (" + why.getMessage() + ")";
        if (last.isEmpty()) {
            throw new StoreUnavailable(
                    "mark_unreadable",
                    reason + ", and the database holds nothing of " + name
                            + ": nothing is signed, since it might have been signed before; restore data/, or move the file away to begin at number 1",
                    why);
        }
        trouble(new Problem(
                "mark_unreadable",
                reason + "; " + name + " goes on from the database, whose newest is " + number(last.get()),
                "check the disk; if data/precious.mv.db was restored or rebuilt as well, tell the buyers: a number may be signed twice",
                false));
        mark(last.get());
        return last;
    }

    private void mark(T signed) throws StoreUnavailable {
        file.write(new Mark.Value(form.link(signed).through(), form.write(signed)));
    }

    private long number(T signed) {
        return form.link(signed).number();
    }

    private void trouble(Problem found) {
        LOG.warn("{}: {}", found.code(), found.reason());
        problem = found;
    }
}
