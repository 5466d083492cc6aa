/** What tests of several packages and modules share: live networks, the traffic sender, the leak check. */
@NullMarked
package io.ringcap.testing;

import org.jspecify.annotations.NullMarked;
