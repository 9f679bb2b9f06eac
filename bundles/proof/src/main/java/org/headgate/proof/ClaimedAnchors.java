package org.headgate.proof;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import org.headgate.api.batch.Address;
import org.headgate.api.batch.Hash;
import org.headgate.api.batch.SignedHeader;

/** Checks that headers are below the roots which are said to be noted on a chain. */
final class ClaimedAnchors {
    private static final int MOST = 1 << 18;

    private final Headers headers;
    private final Findings findings;
    private final Map<Root, TreeSet<Long>> roots = new LinkedHashMap<>();
    private int claims;

    private record Root(String network, Address contract, Hash hash) {}

    ClaimedAnchors(Headers headers, Findings findings) {
        this.headers = headers;
        this.findings = findings;
    }

    void take(AnchorProof claim, Place place) {
        SignedHeader header = headers.find(claim.number());
        if (header == null) {
            findings.add(place.finding(
                    "header_missing", "no header that holds comes before this anchor", claim.number(), 0));
        } else if (!MerkleProof.verify(claim.root(), Leaf.of(header.hash()), claim.proof())) {
            findings.add(place.finding(
                    "not_in_anchor",
                    "the anchor's proof was changed, or is of another header: it does not lead to the anchor's root",
                    claim.number(),
                    0));
        } else if (++claims > MOST) {
            findings.add(place.finding(
                    "too_many_anchors", "more than " + MOST + "; verify them in parts", claim.number(), 0));
        } else {
            Root root = new Root(claim.network(), claim.contract(), claim.root());
            roots.computeIfAbsent(root, any -> new TreeSet<>()).add(claim.number());
        }
    }

    List<AnchoredBatches> all() {
        return roots.entrySet().stream()
                .map(entry -> new AnchoredBatches(
                        entry.getKey().network(),
                        entry.getKey().contract(),
                        entry.getKey().hash(),
                        entry.getValue()))
                .toList();
    }
}
