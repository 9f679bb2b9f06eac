package org.headgate.api.access;

/** The answer to {@link Credentials}. */
public sealed interface Login {

    /** @param stay what holds while it is signed in */
    record Granted(Principal principal, Stay stay) implements Login {
        /** One with an account of its own. */
        public Granted(Principal principal) {
            this(principal, Stay.RESIDENT);
        }
    }

    /** What the authenticator has to do with a connection after the sign-in. Safe for any thread; does not block. */
    interface Stay {
        Stay RESIDENT = () -> {};

        /** Whether a session may outlive the connection now. */
        default boolean lasting() {
            return true;
        }

        /** The connection is gone, or did not come about. Told once, if its transport has connections. */
        void ended();
    }

    /** @param code stable; @param reason for the one who signs in: never says whether user or secret was wrong */
    record Denied(String code, String reason) implements Login {}

    /** The user may be one of these, but what they are cannot be read now: to be told to try again, never that the credentials are wrong. */
    record Unavailable(String code, String reason) implements Login {}
}
