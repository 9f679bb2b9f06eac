package org.headgate.shell.internal.command;

import picocli.CommandLine;

@CommandLine.Command(
        name = "coverage",
        description = "What receivers hear: verdicts, and the cells they hear in.",
        subcommands = {CoverageDraw.class, CoverageExplain.class, CoverageCompare.class},
        synopsisSubcommandLabel = "COMMAND",
        commandListHeading = "%nCommands:%n",
        optionListHeading = "%n",
        footer = {"", "Example:", "  headgate coverage map --png coverage.png"})
final class CoverageGroup extends Group {
    CoverageGroup(Session session) {
        super(session);
    }
}
