package org.headgate.benchmarks;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.Callable;
import picocli.CommandLine;

/** One process for several runs, so that only the first has to warm up: a line of arguments parted by tabs in, a line of JSON out. */
@CommandLine.Command(
        name = "serve",
        description = "Reads lines of arguments, parted by tabs; runs each, until there are no more.",
        mixinStandardHelpOptions = true)
final class Serve implements Callable<Integer> {
    @Override
    public Integer call() throws IOException {
        BufferedReader in = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
        for (String line = in.readLine(); line != null; line = in.readLine()) {
            LoadGenerator.commandLine().execute(line.split("\t"));
        }
        return 0;
    }
}
