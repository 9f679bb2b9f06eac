package org.headgate.proof.cli;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SortedSet;
import java.util.TreeSet;
import org.headgate.api.batch.Address;
import org.headgate.proof.AnchoredBatches;
import org.headgate.proof.Verification;
import org.jspecify.annotations.Nullable;

/**
 * What a chain says of the anchors that were found.
 *
 * @param network that was asked, as CAIP-2; empty where none was
 * @param obstacle why they could not be looked at; empty where they were
 * @param noted those that the chain has
 * @param refuted those that it does not have, though the files say so
 * @param elsewhere those that were not looked at: of another chain, or of any where none was asked
 * @param unanchored numbers of the batches that no anchor found on the chain covers
 */
record AnchorCheck(
        String network,
        String obstacle,
        List<Noted> noted,
        List<AnchoredBatches> refuted,
        List<AnchoredBatches> elsewhere,
        SortedSet<Long> unanchored) {
    private static final Address EAS_OF_THE_OP_STACK = Address.parse("0x4200000000000000000000000000000000000021");

    /** Where the Ethereum Attestation Service is: Base, Base Sepolia, Arbitrum One. */
    private static final Map<String, Address> KNOWN = Map.of(
            "eip155:8453", EAS_OF_THE_OP_STACK,
            "eip155:84532", EAS_OF_THE_OP_STACK,
            "eip155:42161", Address.parse("0xbd75f629a22dc1ced33dda0b68c546a1c035c458"));

    /** @param contract that was asked @param trusted whether who verifies named it, or it is known; else the files name it @param at seconds since the epoch */
    record Noted(AnchoredBatches batches, Address contract, boolean trusted, long at) {}

    /** Without a chain. */
    static AnchorCheck none(Verification found) {
        return new AnchorCheck("", "", List.of(), List.of(), found.anchors(), found.numbers());
    }

    /** @param pinned the contract to ask; null: the known one of the chain, else the one that the files name */
    static AnchorCheck of(Verification found, ChainView chain, @Nullable Address pinned) {
        String network = "";
        List<Noted> noted = new ArrayList<>();
        List<AnchoredBatches> refuted = new ArrayList<>();
        List<AnchoredBatches> elsewhere = new ArrayList<>();
        SortedSet<Long> unanchored = new TreeSet<>(found.numbers());
        try {
            network = chain.network();
            Address trusted = pinned == null ? KNOWN.get(network) : pinned;
            for (AnchoredBatches batches : found.anchors()) {
                if (!batches.network().equals(network)) {
                    elsewhere.add(batches);
                    continue;
                }
                Address contract = trusted == null ? batches.contract() : trusted;
                long at = chain.notedAt(contract, batches.root());
                if (at > 0) {
                    noted.add(new Noted(batches, contract, trusted != null, at));
                    unanchored.removeAll(batches.numbers());
                } else {
                    refuted.add(batches);
                }
            }
        } catch (IOException e) {
            String why = chain.host() + ": " + e.getMessage();
            return new AnchorCheck(network, why, List.of(), List.of(), found.anchors(), found.numbers());
        }
        return new AnchorCheck(network, "", noted, refuted, elsewhere, unanchored);
    }

    boolean asked() {
        return !network.isEmpty() || !obstacle.isEmpty();
    }
}
