package org.headgate.market.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.math.BigInteger;
import java.util.List;
import java.util.concurrent.CompletionStage;
import org.headgate.market.internal.ChannelBook.Change;
import org.junit.jupiter.api.Test;

/** What a step is given is what stands in the database, whatever failed before. */
class ChannelRowsTest extends ChannelTest {

    @Test
    void change_isSeenByTheNextOfItsGroup_andByOneThatReadsTheFileAnew() throws Exception {
        done(purse.pay(purse.open(7_500, REQUEST), 1));

        CompletionStage<Change<BigInteger>> first = charge(1_000);
        CompletionStage<Change<BigInteger>> second = charge(1_200);
        join(first);

        assertThat(join(second).answer()).isEqualTo(1_000);
        assertThat(stored().charged()).isEqualTo(1_200);
        shop.die();
        shop.open();
        assertThat(kept().charged()).isEqualTo(1_200);
    }

    @Test
    void changeThatFails_isNotSeenByTheNext() throws Exception {
        done(purse.pay(purse.open(7_500, REQUEST), 1));

        CompletionStage<Change<BigInteger>> good = charge(1_000);
        CompletionStage<Change<Integer>> bad = shop.market.channels().change(purse.id, (connection, before) -> {
            ChannelTable.save(connection, before.charged(BigInteger.valueOf(7_000), 1));
            throw new IllegalStateException("no");
        });
        CompletionStage<Change<BigInteger>> next = charge(1_100);
        join(good);

        assertThatThrownBy(() -> join(bad)).hasRootCauseMessage("no");
        assertThat(join(next).answer()).isEqualTo(1_000);
        assertThat(stored().charged()).isEqualTo(1_100);
    }

    @Test
    void channelThatWasForgotten_isNotKnownToTheWriter() throws Exception {
        done(purse.pay(purse.open(7_500, REQUEST), 1));
        shop.store
                .precious()
                .write(connection -> connection
                        .createStatement()
                        .executeUpdate("UPDATE market_channel SET balance = 150, claimed = 150, charged = 150"));
        join(shop.market.channels().prune(Long.MAX_VALUE));

        assertThat(join(shop.market
                                .channels()
                                .<Boolean>change(
                                        purse.id,
                                        (connection, before) -> new Change<>(before, List.of(), before == null)))
                        .answer())
                .isTrue();
    }

    private CompletionStage<Change<BigInteger>> charge(long all) {
        return shop.market
                .channels()
                .change(
                        purse.id,
                        (connection, before) ->
                                new Change<>(before.charged(BigInteger.valueOf(all), 1), List.of(), before.charged()));
    }

    private StoredChannel stored() throws Exception {
        return shop.store
                .precious()
                .read(connection -> ChannelTable.find(connection, purse.id).channel());
    }
}
