package org.headgate.batches.internal;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.headgate.api.batch.SignedHeader;
import org.headgate.store.StoreUnavailable;
import org.jspecify.annotations.Nullable;

/** The headers: the newest in memory, some older ones that were asked for lately, all on disk. Safe for any thread. */
final class HeaderChain {
    private static final int NEWEST = 1024;
    private static final int ASKED_FOR = 128;

    private final HeaderTable table;
    private final TreeMap<Long, SignedHeader> byNumber = new TreeMap<>();
    private final TreeMap<Long, SignedHeader> byLastSequence = new TreeMap<>();
    private final Map<Long, Optional<SignedHeader>> asked = new LinkedHashMap<>(16, 0.75f, true) {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<Long, Optional<SignedHeader>> eldest) {
            return size() > ASKED_FOR;
        }
    };
    private volatile @Nullable SignedHeader last;

    HeaderChain(HeaderTable table) throws StoreUnavailable {
        this.table = table;
        Optional<SignedHeader> newest = table.last();
        if (newest.isPresent()) {
            long from = Math.max(1, newest.get().header().number() - NEWEST + 1);
            table.list(from, NEWEST).forEach(this::remember);
        }
    }

    /** Appends a header that is on disk. */
    void append(SignedHeader header) {
        remember(header);
    }

    Optional<SignedHeader> last() {
        return Optional.ofNullable(last);
    }

    Optional<SignedHeader> find(long number) throws StoreUnavailable {
        synchronized (this) {
            if (!byNumber.isEmpty() && number >= byNumber.firstKey() || number < 1) {
                return Optional.ofNullable(byNumber.get(number));
            }
        }
        return table.find(number);
    }

    List<SignedHeader> list(long number, int max) throws StoreUnavailable {
        synchronized (this) {
            if (byNumber.isEmpty() || number >= byNumber.firstKey()) {
                List<SignedHeader> headers = new ArrayList<>();
                for (SignedHeader header : byNumber.tailMap(number).values()) {
                    if (headers.size() == max) {
                        break;
                    }
                    headers.add(header);
                }
                return headers;
            }
        }
        return table.list(number, max);
    }

    /** The batch that holds the sequence. */
    Optional<SignedHeader> holding(long sequence) throws StoreUnavailable {
        synchronized (this) {
            Optional<SignedHeader> known = asked.get(sequence);
            if (known != null) {
                return known;
            }
            SignedHeader oldest =
                    byNumber.isEmpty() ? null : byNumber.firstEntry().getValue();
            if (oldest == null || sequence >= oldest.header().firstSequence()) {
                Map.Entry<Long, SignedHeader> entry = byLastSequence.ceilingEntry(sequence);
                return Optional.ofNullable(entry).map(Map.Entry::getValue).filter(header -> holds(header, sequence));
            }
        }
        Optional<SignedHeader> found = table.endingFrom(sequence).filter(header -> holds(header, sequence));
        synchronized (this) {
            asked.put(sequence, found);
        }
        return found;
    }

    private static boolean holds(SignedHeader header, long sequence) {
        return header.header().firstSequence() <= sequence
                && sequence <= header.header().lastSequence();
    }

    private synchronized void remember(SignedHeader header) {
        byNumber.put(header.header().number(), header);
        byLastSequence.put(header.header().lastSequence(), header);
        if (byNumber.size() > NEWEST) {
            SignedHeader oldest = byNumber.pollFirstEntry().getValue();
            byLastSequence.remove(oldest.header().lastSequence());
        }
        last = header;
    }
}
