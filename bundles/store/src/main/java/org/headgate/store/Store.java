package org.headgate.store;

import org.osgi.annotation.versioning.ProviderType;

/** The databases below {@code data/}. Registered as a service once {@link #precious()} is open. */
@ProviderType
public interface Store {

    /** The small things that must outlive the bulk: ledger, passes, headers, devices, marks. Shared: each component owns the tables that it prepares. */
    Database precious();

    /** Opens {@code data/<name>.mv.db}, making it where it is missing. Blocks. The caller closes it. A name is open at most once. */
    Database open(String name) throws StoreUnavailable;
}
