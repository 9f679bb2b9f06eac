package org.headgate.store;

import org.osgi.annotation.versioning.ProviderType;

/** The databases below {@code data/}. Registered as a service once {@link #precious()} is open. */
@ProviderType
public interface Store {

    /** The small things that must outlive the bulk: ledger, passes, headers, devices, marks. Shared: each component owns the tables that it prepares. */
    Database precious();

    /** As {@link #open(String, Workload)} with {@link Workload#MIXED}. */
    Database open(String name) throws StoreUnavailable;

    /**
     * Opens {@code data/<name>.mv.db}, making it where it is missing. Blocks. The caller closes it. A name is open at most once.
     *
     * <p>A file that is broken is set aside as {@code <name>.mv.db.broken-<time>}; what can be read of it comes back with {@link Database#prepare}.
     *
     * @param name may hold slashes: {@code journal/7}
     */
    Database open(String name, Workload workload) throws StoreUnavailable;

    /** The mark {@code data/marks/<name>}; whoever asks for it owns it. */
    Mark mark(String name);
}
