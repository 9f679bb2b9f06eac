package org.headgate.shell.internal.command;

import java.lang.management.ManagementFactory;
import java.lang.management.ThreadInfo;

/** What all threads do at this moment. */
final class ThreadDump {
    private ThreadDump() {}

    static String text() {
        StringBuilder text = new StringBuilder();
        for (ThreadInfo thread : ManagementFactory.getThreadMXBean().dumpAllThreads(true, true)) {
            text.append('"')
                    .append(thread.getThreadName())
                    .append("\" ")
                    .append(thread.getThreadState())
                    .append('\n');
            if (thread.getLockName() != null) {
                text.append("    on ")
                        .append(thread.getLockName())
                        .append(" held by ")
                        .append(thread.getLockOwnerName());
                text.append('\n');
            }
            for (StackTraceElement frame : thread.getStackTrace()) {
                text.append("    at ").append(frame).append('\n');
            }
            text.append('\n');
        }
        return text.toString();
    }
}
