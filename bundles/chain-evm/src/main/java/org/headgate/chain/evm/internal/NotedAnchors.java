package org.headgate.chain.evm.internal;

import java.util.Optional;
import org.headgate.api.batch.Address;
import org.headgate.api.batch.Anchor;
import org.headgate.api.batch.Anchors;
import org.headgate.api.journal.JournalUnavailable;
import org.headgate.store.Database;
import org.headgate.store.StoreUnavailable;
import org.headgate.x402.Network;

/** What {@link Anchoring} had noted on one chain. */
final class NotedAnchors implements Anchors {
    private final Network network;
    private final Address contract;
    private final Database database;
    private final AnchorTable table;

    /** @throws StoreUnavailable where the table cannot be made */
    NotedAnchors(Network network, Address contract, Database database) throws StoreUnavailable {
        this.network = network;
        this.contract = contract;
        this.database = database;
        this.table = new AnchorTable(network.chainId());
        database.prepare("chain_anchor", AnchorTable.STEPS);
    }

    @Override
    public Optional<Anchor> covering(long number) throws JournalUnavailable {
        try {
            return database.read(connection -> table.covering(connection, number))
                    .map(found -> new Anchor(network.toString(), contract, found.first(), found.last(), found.root()));
        } catch (StoreUnavailable e) {
            throw new JournalUnavailable(e.code(), "what was anchored cannot be read: " + e.getMessage(), e);
        }
    }
}
