package org.headgate.store.internal;

import java.io.EOFException;
import java.io.IOException;
import java.sql.SQLException;
import java.util.Arrays;
import java.util.ConcurrentModificationException;
import java.util.Locale;
import org.h2.api.ErrorCode;
import org.h2.mvstore.MVStoreException;
import org.headgate.store.StoreUnavailable;
import org.jspecify.annotations.Nullable;

/** Says what an exception of H2 means for the database. */
final class Faults {
    private Faults() {}

    /** Whether the connection is of no more use, as opposed to a statement that was wrong. */
    static boolean breaksDatabase(Throwable thrown) {
        if (stumbled(thrown)) {
            return false;
        }
        if (!(thrown instanceof SQLException fault)) {
            return thrown instanceof MVStoreException || thrown instanceof Error;
        }
        return switch (fault.getErrorCode()) {
            case ErrorCode.DATABASE_IS_CLOSED,
                    ErrorCode.IO_EXCEPTION_1,
                    ErrorCode.IO_EXCEPTION_2,
                    ErrorCode.FILE_CORRUPTED_1,
                    ErrorCode.CONNECTION_BROKEN_1,
                    ErrorCode.DATABASE_CALLED_AT_SHUTDOWN,
                    ErrorCode.OUT_OF_MEMORY,
                    ErrorCode.GENERAL_ERROR_1 -> true;
            default -> has(fault, MVStoreException.class);
        };
    }

    /** Whether H2 met a table that another connection was making at that moment: the file is whole, and the same again goes well. */
    static boolean stumbled(Throwable thrown) {
        return has(thrown, ConcurrentModificationException.class);
    }

    /** Whether the file itself is broken, as opposed to a disk that is full or a file that is in use. */
    static boolean corrupt(SQLException fault) {
        if (noSpace(fault) || stumbled(fault)) {
            return false;
        }
        return switch (fault.getErrorCode()) {
            case ErrorCode.FILE_CORRUPTED_1, ErrorCode.FILE_VERSION_ERROR_1 -> true;
            case ErrorCode.GENERAL_ERROR_1 -> !has(fault, IOException.class);
            case ErrorCode.IO_EXCEPTION_1, ErrorCode.IO_EXCEPTION_2 -> has(fault, EOFException.class);
            default -> false;
        };
    }

    /** As {@link #corrupt(SQLException)}, of a failure to open: what is neither the disk's nor somebody else's lies in the file. */
    static boolean corruptAtOpen(SQLException fault) {
        return switch (fault.getErrorCode()) {
            case ErrorCode.DATABASE_ALREADY_OPEN_1, ErrorCode.OUT_OF_MEMORY -> false;
            default -> corrupt(fault) || !noSpace(fault) && !has(fault, IOException.class);
        };
    }

    static boolean corrupt(StoreUnavailable reason) {
        return reason.code().equals("file_corrupt");
    }

    static StoreUnavailable unavailable(String name, Throwable thrown) {
        if (thrown instanceof StoreUnavailable known) {
            return known;
        }
        String found = firstLine(thrown);
        if (noSpace(thrown)) {
            return new StoreUnavailable(
                    "disk_full",
                    "the disk is full: " + name + " cannot be written (" + found
                            + "); free space below the data folder",
                    thrown);
        }
        if (thrown instanceof SQLException fault) {
            if (fault.getErrorCode() == ErrorCode.DATABASE_ALREADY_OPEN_1) {
                return new StoreUnavailable(
                        "in_use", name + " is in use by another process; stop the gateway that runs there", thrown);
            }
            if (corrupt(fault)) {
                return broken(name, fault);
            }
        }
        if (circles(thrown)) {
            return new StoreUnavailable(
                    "file_corrupt",
                    name + " is broken (H2 goes round in circles in it); it is set aside and rebuilt",
                    thrown);
        }
        return new StoreUnavailable(
                "io_error", name + " cannot be used (" + found + "); check the disk and the folder's rights", thrown);
    }

    static StoreUnavailable broken(String name, SQLException fault) {
        return new StoreUnavailable(
                "file_corrupt", name + " is broken (" + firstLine(fault) + "); it is set aside and rebuilt", fault);
    }

    /** A page that leads to itself: H2 does not expect that. */
    static boolean circles(Throwable thrown) {
        for (@Nullable Throwable t = thrown; t != null; t = t.getCause()) {
            if (t instanceof StackOverflowError || t instanceof AssertionError) {
                return Arrays.stream(t.getStackTrace())
                        .limit(8)
                        .anyMatch(frame -> frame.getClassName().startsWith("org.h2."));
            }
        }
        return false;
    }

    private static boolean noSpace(Throwable thrown) {
        for (@Nullable Throwable t = thrown; t != null; t = t.getCause()) {
            String message = t.getMessage() == null ? "" : t.getMessage().toLowerCase(Locale.ROOT);
            if (message.contains("no space left")
                    || message.contains("disk quota exceeded")
                    || message.contains("file too large")) {
                return true;
            }
        }
        return false;
    }

    private static boolean has(Throwable thrown, Class<? extends Throwable> type) {
        for (@Nullable Throwable t = thrown; t != null; t = t.getCause()) {
            if (type.isInstance(t)) {
                return true;
            }
        }
        return false;
    }

    private static String firstLine(Throwable thrown) {
        String message = String.valueOf(thrown.getMessage());
        int end = message.indexOf('\n');
        String line = end < 0 ? message : message.substring(0, end);
        return line.length() > 200 ? line.substring(0, 200) : line;
    }
}
