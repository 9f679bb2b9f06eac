package org.headgate.launcher;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.logging.ConsoleHandler;
import java.util.logging.FileHandler;
import java.util.logging.Formatter;
import java.util.logging.Handler;
import java.util.logging.Level;
import java.util.logging.LogManager;
import java.util.logging.LogRecord;
import java.util.logging.Logger;

/** {@code java.util.logging}: everything to files of bounded size and count, warnings to the console too. */
final class Logs {
    private Logs() {}

    /** Kept, because the log manager holds loggers weakly; it tells every default at INFO. */
    private static final Logger CALIFORNIUM = Logger.getLogger("org.eclipse.californium");

    static void open(Folders folders, GatewayFile settings) throws IOException {
        LogManager.getLogManager().reset();
        Logger root = Logger.getLogger("");
        root.setLevel(settings.logLevel());
        if (settings.logLevel().intValue() >= Level.INFO.intValue()) {
            CALIFORNIUM.setLevel(Level.WARNING);
        }
        FileHandler file = new FileHandler(
                folders.log().toString().replace("%", "%%") + "/headgate.%g.log",
                settings.logMib() * 1024L * 1024L,
                settings.logFiles(),
                true);
        add(root, file, Level.ALL);
        add(root, new ConsoleHandler(), Level.WARNING);
    }

    private static void add(Logger root, Handler handler, Level level) throws IOException {
        handler.setLevel(level);
        handler.setEncoding("UTF-8");
        handler.setFormatter(new OneLine());
        root.addHandler(handler);
    }

    /** Time, level, logger without {@code org.headgate.} and the rest of its package, message; a stack trace follows, where there is one. */
    static final class OneLine extends Formatter {

        @Override
        public String format(LogRecord entry) {
            StringBuilder line = new StringBuilder(120)
                    .append(Instant.ofEpochMilli(entry.getMillis()).truncatedTo(ChronoUnit.MILLIS))
                    .append(' ')
                    .append(entry.getLevel().getName())
                    .append(' ')
                    .append(shorten(entry.getLoggerName()))
                    .append(": ")
                    .append(visible(formatMessage(entry), false))
                    .append('\n');
            Throwable thrown = entry.getThrown();
            if (thrown != null) {
                StringWriter trace = new StringWriter();
                thrown.printStackTrace(new PrintWriter(trace));
                line.append('\t')
                        .append(visible(trace.toString().strip(), true))
                        .append('\n');
            }
            return line.toString();
        }

        /**
         * What devices say gets into messages: it shall not look like a line of ours, nor command the terminal that shows it.
         *
         * @param lines whether line feeds stay, with a tab before what follows
         */
        private static String visible(String text, boolean lines) {
            StringBuilder visible = new StringBuilder(text.length());
            text.codePoints().forEach(c -> {
                if (c == '\n' && lines) {
                    visible.append("\n\t");
                } else if (c == '\n') {
                    visible.append("\\n");
                } else if (c == '\r') {
                    visible.append("\\r");
                } else if (c != '\t' && (Character.isISOControl(c) || Character.getType(c) == Character.FORMAT)) {
                    visible.append(String.format("\\u%04x", c));
                } else {
                    visible.appendCodePoint(c);
                }
            });
            return visible.toString();
        }

        private static String shorten(@org.jspecify.annotations.Nullable String logger) {
            if (logger == null) {
                return "-";
            }
            return logger.startsWith("org.headgate.")
                    ? logger.substring("org.headgate.".length()).replace(".internal", "")
                    : logger.substring(logger.lastIndexOf('.') + 1);
        }
    }
}
