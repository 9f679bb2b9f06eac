package org.headgate.api.profile;

/** A profile's answer to whether a message is its own. */
public enum Claim {
    /** None from this transport and address; not asked again until the set of profiles changes. */
    NO,
    /** All from this transport and address; not asked again until the set of profiles changes. */
    YES,
    /** This one, ask again for the next. For topics that several families share. */
    THIS_ONE,
    /** Not this one, but ask again for the next. */
    NOT_THIS_ONE
}
