package org.headgate.intake.internal;

import org.jspecify.annotations.Nullable;

/** Something for a lane to do, and a link of the lane's queue. */
interface Job {

    @Nullable
    Job next();

    void next(@Nullable Job job);

    /** Runs on the lane. */
    void run(Lane lane);

    /** The lane is closed and will not run it. */
    void cancel();
}
