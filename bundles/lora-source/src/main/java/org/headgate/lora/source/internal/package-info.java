@NullMarked
package org.headgate.lora.source.internal;

import org.jspecify.annotations.NullMarked;
