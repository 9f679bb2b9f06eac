package org.headgate.testkit;

import java.time.Duration;
import org.awaitility.Awaitility;
import org.junit.platform.launcher.LauncherSession;
import org.junit.platform.launcher.LauncherSessionListener;

/** How long tests wait for what must come. JUnit finds it by itself, and sets it before the first test. */
public final class Patience implements LauncherSessionListener {
    /** Only what is broken takes so long, however slow the machine is. */
    public static final Duration LIMIT = Duration.ofMinutes(2);

    /** For waits in milliseconds, as those of sockets. */
    public static final int MILLIS = (int) LIMIT.toMillis();

    /** For waits that take a number and a unit. */
    public static final long SECONDS = LIMIT.toSeconds();

    @Override
    public void launcherSessionOpened(LauncherSession session) {
        Awaitility.setDefaultTimeout(LIMIT);
    }
}
