package org.headgate.shell.client;

import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** Waits until a process is gone, and says that it does. */
final class Departure {
    private static final int DEFAULT_SECONDS = 60;

    private final long pid;
    private final PrintStream progress;

    Departure(long pid, PrintStream progress) {
        this.pid = pid;
        this.progress = progress;
    }

    /** A process that is dead but not yet reaped by its parent counts as gone. */
    static boolean alive(long pid) {
        if (ProcessHandle.of(pid).filter(ProcessHandle::isAlive).isEmpty()) {
            return false;
        }
        try {
            String stat = Files.readString(Path.of("/proc/" + pid + "/stat"));
            char state = stat.charAt(stat.lastIndexOf(')') + 2);
            return state != 'Z' && state != 'X';
        } catch (IOException | IndexOutOfBoundsException e) {
            return ProcessHandle.of(pid).isPresent();
        }
    }

    /** @return the exit code */
    int await(List<String> arguments) {
        Duration limit = Duration.ofSeconds(seconds(arguments));
        long end = System.nanoTime() + limit.toNanos();
        progress.print("stopping process " + pid + " ");
        for (int round = 1; alive(pid); round++) {
            if (System.nanoTime() > end) {
                progress.println();
                progress.println("headgate: process " + pid + " still runs after " + limit.toSeconds()
                        + " s. Wait longer (stop --timeout 300), or end it hard, which loses nothing that was acknowledged: kill -9 "
                        + pid);
                return Client.FAILED;
            }
            pause();
            if (round % 10 == 0) {
                progress.print('.');
                progress.flush();
            }
        }
        progress.println(" stopped");
        return 0;
    }

    private void pause() {
        Optional<ProcessHandle> process = ProcessHandle.of(pid);
        try {
            if (process.isPresent()) {
                process.get().onExit().get(100, TimeUnit.MILLISECONDS);
            }
        } catch (TimeoutException | ExecutionException e) {
            return;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private static int seconds(List<String> arguments) {
        int at = arguments.indexOf("--timeout");
        String given = at >= 0 && at + 1 < arguments.size() ? arguments.get(at + 1) : "";
        return given.matches("[0-9]{1,6}") ? Integer.parseInt(given) : DEFAULT_SECONDS;
    }
}
