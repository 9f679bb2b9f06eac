package org.headgate.feeds.internal;

/** The names of a feed's topics. */
final class Topics {
    static final String CATALOG = "feeds/catalog";

    private Topics() {}

    static String offer(String feed) {
        return "feeds/" + feed + "/offer";
    }

    static String sample(String feed) {
        return "feeds/" + feed + "/sample";
    }

    static String records(String feed) {
        return "feeds/" + feed + "/records";
    }

    static String leaf(String feed) {
        return "feeds/" + feed + "/records/leaf";
    }

    static String proofs(String feed) {
        return "feeds/" + feed + "/proofs";
    }
}
