package org.headgate.shell.internal.command;

import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.headgate.shell.internal.text.Json;
import org.headgate.shell.internal.text.Table;
import picocli.CommandLine.Option;

/** A command whose answer is a table, or JSON. */
abstract class Listing extends Command {
    @Option(names = "--json", description = "One line of JSON.")
    boolean json;

    Listing(Session session) {
        super(session);
    }

    <T> int list(List<T> items, Function<T, Map<String, ?>> toJson, Table table, String whenEmpty) {
        if (json) {
            session.out().println(Json.line(items.stream().map(toJson).toList()));
        } else if (items.isEmpty()) {
            session.out().println(whenEmpty);
        } else {
            table.lines(session.width()).forEach(session.out()::println);
        }
        return 0;
    }
}
