package org.headgate.shell.internal.command;

import java.io.IOException;
import java.util.concurrent.CompletionException;
import org.headgate.api.feed.Feeds;
import org.headgate.api.journal.JournalUnavailable;
import org.headgate.api.market.Accounts;
import org.headgate.api.market.Passes;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What went wrong, in the words of who knows. */
final class Failures {
    private static final Logger LOG = LoggerFactory.getLogger(Failures.class);

    private Failures() {}

    static Refusal refusal(@Nullable Throwable failure) {
        if (failure instanceof CompletionException && failure.getCause() != null) {
            return refusal(failure.getCause());
        }
        if (failure instanceof Refusal refusal) {
            return refusal;
        }
        if (failure instanceof Feeds.FeedRefused refused) {
            return new Refusal(refused.getMessage() + " (" + refused.code() + ")", "");
        }
        if (failure instanceof Passes.PassRefused refused) {
            return new Refusal(refused.getMessage() + " (" + refused.code() + ")", "");
        }
        if (failure instanceof Accounts.BooksUnavailable unavailable) {
            return new Refusal(unavailable.getMessage() + " (" + unavailable.code() + ")", "");
        }
        if (failure instanceof JournalUnavailable unavailable) {
            return new Refusal(unavailable.getMessage() + " (" + unavailable.code() + ")", "");
        }
        if (failure instanceof IllegalArgumentException || failure instanceof IOException) {
            return new Refusal(String.valueOf(failure.getMessage()), "");
        }
        if (failure instanceof Exception checked && !(failure instanceof RuntimeException)) {
            return new Refusal(String.valueOf(checked.getMessage()), "");
        }
        LOG.error("A command failed", failure);
        return new Refusal(
                "this should not happen: " + failure,
                "the log has the details; a support-bundle collects them for a report");
    }
}
