package org.headgate.shell.internal.command;

import java.io.IOException;
import java.io.PrintWriter;
import java.lang.reflect.Constructor;
import org.headgate.shell.client.Request;
import org.headgate.shell.internal.service.Gateway;
import picocli.CommandLine;
import picocli.CommandLine.Help.Ansi;
import picocli.CommandLine.IFactory;
import picocli.CommandLine.ParameterException;

/** Finds, reads and runs commands. */
public final class Commands {
    static final int FAILED = 1;
    private static final int MIN_WIDTH = 60;
    private static final int HELP_WIDTH = 100;

    private Commands() {}

    /** Runs one command; the answer is whole when this returns. Blocks. @return the exit code */
    public static int run(Session session, Request request) {
        CommandLine line = line(session);
        int code = line.execute(request.arguments().toArray(String[]::new));
        session.finish();
        return code;
    }

    public static Session session(Gateway gateway, Request request, Answer answer) {
        return new Session(gateway, request, answer);
    }

    static CommandLine line(Session session) {
        CommandLine line = new CommandLine(Headgate.class, new SessionFactory(session));
        int width = session.width() == 0 ? HELP_WIDTH : Math.min(Math.max(session.width(), MIN_WIDTH), HELP_WIDTH);
        inOrder(line);
        Converters.register(line);
        return line.setOut(new PrintWriter(session.out(), true))
                .setErr(new PrintWriter(session.err(), true))
                .setColorScheme(CommandLine.Help.defaultColorScheme(Ansi.OFF))
                .setUsageHelpWidth(width)
                .setCaseInsensitiveEnumValuesAllowed(true)
                .setParameterExceptionHandler((e, arguments) -> wrongUsage(session, e))
                .setExecutionExceptionHandler((e, command, result) -> failed(session, e));
    }

    private static void inOrder(CommandLine line) {
        line.getCommandSpec().usageMessage().sortOptions(false);
        line.getSubcommands().values().forEach(Commands::inOrder);
    }

    private static int wrongUsage(Session session, ParameterException e) {
        CommandLine line = e.getCommandLine();
        session.err().println("headgate: " + e.getMessage());
        CommandLine.UnmatchedArgumentException.printSuggestions(e, line.getErr());
        String name = line.getCommandSpec().qualifiedName(" ").replaceFirst("^headgate ?", "");
        session.err().println("  → " + session.line((name + " --help").strip()));
        return CommandLine.ExitCode.USAGE;
    }

    private static int failed(Session session, Exception e) throws Exception {
        if (e instanceof InterruptedException || e instanceof AnswerLost) {
            throw e;
        }
        Refusal refusal = Failures.refusal(e);
        session.out().flush();
        session.err().println("headgate: " + refusal.getMessage());
        if (!refusal.remedy().isEmpty()) {
            session.err().println("  → " + refusal.remedy());
        }
        return refusal.exitCode();
    }

    /** The one who asked is gone. */
    public static final class AnswerLost extends IOException {
        private static final long serialVersionUID = 1L;

        public AnswerLost(IOException cause) {
            super(cause);
        }
    }

    /** Commands are made anew for each session, with it as their only argument. */
    private record SessionFactory(Session session) implements IFactory {
        @Override
        public <K> K create(Class<K> type) throws Exception {
            if (!Command.class.isAssignableFrom(type)) {
                return CommandLine.defaultFactory().create(type);
            }
            Constructor<K> constructor = type.getDeclaredConstructor(Session.class);
            return constructor.newInstance(session);
        }
    }
}
