/** Device payloads in JSON: read strictly, walked leaf by leaf. */
@NullMarked
package org.headgate.profile.json;

import org.jspecify.annotations.NullMarked;
