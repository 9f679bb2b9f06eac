package org.headgate.api.access;

/** The answer to {@link Credentials}. */
public sealed interface Login {

    record Granted(Principal principal) implements Login {}

    /** @param code stable; @param reason for the one who signs in: never says whether user or secret was wrong */
    record Denied(String code, String reason) implements Login {}

    /** The user may be one of these, but what they are cannot be read now: to be told to try again, never that the credentials are wrong. */
    record Unavailable(String code, String reason) implements Login {}
}
