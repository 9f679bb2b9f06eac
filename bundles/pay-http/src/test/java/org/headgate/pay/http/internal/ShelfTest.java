package org.headgate.pay.http.internal;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import org.headgate.x402.OfferReceipt;
import org.headgate.x402.PaymentIdentifier;
import org.junit.jupiter.api.Test;

class ShelfTest {
    private final AtomicLong nanos = new AtomicLong();

    @Test
    void items_underManyNames_areSignedOnce() throws Exception {
        try (Shop shop = new Shop(TestConfig.PLAIN)) {
            TestSales sales = new TestSales();
            shop.shop.sales = sales;
            shop.shop.feeds = TestFeeds.of("air", "pending");
            Shelf shelf = new Shelf(shop.shop, nanos::get);

            Shelf.Item signed = shelf.items("https://shop.example").get(0);
            for (int i = 0; i < 20; i++) {
                List<Shelf.Item> other = shelf.items("http://name-" + i);
                assertThat(other.get(0).offer().resource().url()).isEqualTo("http://name-" + i + "/feeds/air/passes");
                assertThat(other.get(0).offer().accepts())
                        .isEqualTo(signed.offer().accepts());
                assertThat(other.get(0).offer().extensions().has(OfferReceipt.NAME))
                        .isFalse();
                assertThat(other.get(0).offer().extensions().has(PaymentIdentifier.NAME))
                        .isTrue();
                assertThat(shelf.offers("http://name-" + i, PaymentSamples.offered()))
                        .isTrue();
            }
            assertThat(shelf.items("https://shop.example").get(0)).isSameAs(signed);
            assertThat(signed.offer().extensions().has(OfferReceipt.NAME)).isTrue();
            assertThat(sales.told).hasValue(2);

            nanos.addAndGet(5_000_000_001L);
            shelf.items("https://shop.example");

            assertThat(sales.told).hasValue(4);
        }
    }
}
