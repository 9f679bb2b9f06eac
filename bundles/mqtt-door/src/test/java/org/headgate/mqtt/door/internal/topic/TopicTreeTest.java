package org.headgate.mqtt.door.internal.topic;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.From;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.headgate.api.topic.TopicFilter;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TopicTreeTest {
    @Provide
    Arbitrary<String> names() {
        return Arbitraries.of("", "a", "b", "$s")
                .list()
                .ofMinSize(1)
                .ofMaxSize(4)
                .map(levels -> String.join("/", levels))
                .filter(name -> !name.isEmpty());
    }

    @Provide
    Arbitrary<String> filters() {
        Arbitrary<String> body = Arbitraries.of("", "a", "b", "+", "$s")
                .list()
                .ofMinSize(1)
                .ofMaxSize(4)
                .map(levels -> String.join("/", levels));
        Arbitrary<String> all = body.map(filter -> filter + "/#");
        return Arbitraries.oneOf(body, all, Arbitraries.just("#")).filter(filter -> !filter.isEmpty());
    }

    @Property(tries = 500)
    void matching_anyFiltersAndName_sameAsOneByOne(
            @ForAll("names") String name, @ForAll List<@From("filters") String> filters) {
        TopicTree<String> tree = new TopicTree<>();
        filters.forEach(filter -> tree.computeIfAbsent(filter, () -> filter));
        List<String> found = new ArrayList<>();
        tree.matching(name, found::add);
        Set<String> expected = new HashSet<>();
        for (String filter : filters) {
            if (TopicFilter.of(filter).matches(name)) {
                expected.add(filter);
            }
            assertThat(Topics.matches(filter, name))
                    .isEqualTo(TopicFilter.of(filter).matches(name));
        }
        assertThat(found).containsExactlyInAnyOrderElementsOf(expected);
    }

    @Property(tries = 500)
    void matchedBy_anyNamesAndFilter_sameAsOneByOne(
            @ForAll("filters") String filter, @ForAll List<@From("names") String> names) {
        TopicTree<String> tree = new TopicTree<>();
        names.forEach(name -> tree.computeIfAbsent(name, () -> name));
        List<String> found = new ArrayList<>();
        tree.matchedBy(filter, found::add);
        Set<String> expected = new HashSet<>(names);
        expected.removeIf(name -> !Topics.matches(filter, name));
        assertThat(found).containsExactlyInAnyOrderElementsOf(expected);
    }

    @Property(tries = 500)
    void remove_allThatWasAdded_leavesNothing(@ForAll List<@From("filters") String> filters) {
        TopicTree<String> tree = new TopicTree<>();
        filters.forEach(filter -> tree.computeIfAbsent(filter, () -> filter));
        filters.forEach(tree::remove);
        List<String> found = new ArrayList<>();
        tree.matchedBy("#", found::add);
        filters.forEach(filter -> assertThat(tree.get(filter)).isNull());
        assertThat(found).isEmpty();
    }

    @Property(tries = 500)
    void intersect_aNameThatBothMatch_isFound(
            @ForAll("filters") String one, @ForAll("filters") String other, @ForAll("names") String name) {
        if (Topics.matches(one, name) && Topics.matches(other, name)) {
            assertThat(Topics.intersect(one, other)).isTrue();
        }
    }

    @ParameterizedTest
    @CsvSource({
        "feeds/+/offer,feeds/x/records,false",
        "feeds/+/offer,feeds/#,true",
        "#,a,true",
        "a/#,a,true",
        "a/+,a,false",
        "feeds/reply/b1/#,feeds/reply/b2/#,false"
    })
    void intersect_filters_expectation(String one, String other, boolean both) {
        assertThat(Topics.intersect(one, other)).isEqualTo(both);
        assertThat(Topics.intersect(other, one)).isEqualTo(both);
    }
}
