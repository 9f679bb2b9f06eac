package org.headgate.buy;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import org.headgate.api.batch.Address;
import org.headgate.api.feed.Dollars;
import org.headgate.identity.keystore.Key;

/** The buyer: his key, his state on disk, and how far he lets it be spent. For one thread. */
final class Account {
    private final Key key;
    private final Books books;
    private final Limit asked;
    private final Progress progress;
    private State state;

    /** Asks how much may be spent. */
    interface Limit {
        /** Millionths of a dollar. */
        long ask() throws Halt;
    }

    Account(Key key, Books books, State state, Limit asked, Progress progress) {
        this.key = key;
        this.books = books;
        this.state = state;
        this.asked = asked;
        this.progress = progress;
    }

    Key key() {
        return key;
    }

    Address wallet() {
        return key.address();
    }

    State state() {
        return state;
    }

    Progress progress() {
        return progress;
    }

    /** On disk when it returns. */
    void save(State next) throws IOException {
        books.write(next);
        state = next;
    }

    void receipt(String what, ObjectNode content) throws IOException {
        books.receipt(what, content);
    }

    /** That a sum may be signed away; asks for the limit where there is none. */
    void require(long sum, String what) throws IOException, Halt {
        if (state.limit() == 0) {
            save(state.withLimit(asked.ask()));
        }
        if (sum > state.left()) {
            throw overLimit(what + " takes " + Dollars.format(sum));
        }
    }

    Halt overLimit(String why) {
        return new Halt(
                Halt.LIMIT,
                "The spending limit is reached: " + why + ", " + Dollars.format(state.left()) + " is left of "
                        + Dollars.format(state.limit())
                        + ". What is paid for is kept. To go on, run it again with a higher --limit.");
    }

    /** Remembers who sells, and refuses another. */
    void requireGateway(Address signer) throws IOException, Halt {
        String known = state.gateway();
        if (known == null) {
            progress.say("The seller is " + signer + ".");
            save(state.withGateway(signer));
        } else if (!signer.toString().equals(known)) {
            throw new Halt(
                    Halt.REFUSED,
                    "The offer is signed by " + signer + ", the seller is " + known
                            + ". If the gateway has a new key, buy into another file with --out.");
        }
    }
}
