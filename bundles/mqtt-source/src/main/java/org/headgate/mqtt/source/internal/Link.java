package org.headgate.mqtt.source.internal;

import org.headgate.api.status.Report;

/** One configured broker, as the status sees it. */
interface Link {

    void report(Report.Builder report);
}
