package io.ringcap.internal.follow;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Answers of a name server that are made up. */
class DomainFollowerTest {
    @Test
    void shouldTellWhenItFollowsOnlySomeOfTheAddresses() throws UnknownHostException {
        final DomainFollower all = new DomainFollower("few.example", any -> List.of(), addresses(128));
        assertEquals(List.of(), all.failures());
        final DomainFollower some = new DomainFollower("many.example", any -> List.of(), addresses(129));
        assertEquals(1, some.failures().size());
        assertTrue(some.failures().get(0).errorMsg().contains("more than 128 addresses"));
    }

    private static List<InetAddress> addresses(int count) throws UnknownHostException {
        final List<InetAddress> addresses = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            addresses.add(InetAddress.getByAddress(new byte[] {10, 0, 0, (byte) i}));
        }
        return addresses;
    }
}
