package io.ringcap.internal.follow;

import io.ringcap.message.CaptureException;
import io.ringcap.message.ErrorCode;
import io.ringcap.message.PartFailure;
import java.net.InetAddress;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Asks for a host's addresses again and again. One that is no longer in the answer stays for a while: connections to it live on, and
 * servers give different answers in turn.
 */
final class DomainFollower implements Follower {
    private static final System.Logger LOG = System.getLogger(DomainFollower.class.getName());
    private static final long MIN_PAUSE_SECONDS = 1;
    private static final long PAUSE_NS =
            TimeUnit.SECONDS.toNanos(Math.max(Long.getLong("ringcap.domain.seconds", 30), MIN_PAUSE_SECONDS));
    private static final long KEPT_NS = TimeUnit.MINUTES.toNanos(10);

    /** So many of IPv6 make a program of 2277 instructions; the kernel takes 4096, of which the filter beside it needs some. */
    private static final int MOST_ADDRESSES = 128;

    private final String name;
    private final Function<String, List<InetAddress>> resolver;

    /** Addresses, and when each was last in an answer; the one that was longest ago comes first. */
    private final Map<InetAddress, Long> seenNs = new LinkedHashMap<>();

    private volatile String expression;
    private volatile @Nullable PartFailure trouble;
    private volatile @Nullable PartFailure tooMany;

    /** Begins with a first answer, which is not empty. */
    DomainFollower(String name, Function<String, List<InetAddress>> resolver, List<InetAddress> first) {
        this.name = name;
        this.resolver = resolver;
        take(first);
        expression = expressionOf(seenNs.keySet());
    }

    @Override
    public String expression() {
        return expression;
    }

    @Override
    public void look() {
        try {
            take(resolver.apply(name));
        } catch (CaptureException e) {
            fail(e);
            return;
        }
        expression = expressionOf(seenNs.keySet());
        trouble = null;
    }

    /** The capture goes on with what is known; that is said when it begins to be so, not at each further try. */
    private void fail(CaptureException why) {
        if (trouble == null) {
            final String text = "the last known addresses stay, but " + why.getMessage();
            trouble = new PartFailure("domain " + name, why.code(), text);
            LOG.log(System.Logger.Level.WARNING, "domain {0}: {1}", name, text);
        }
    }

    @Override
    public List<PartFailure> failures() {
        return Stream.of(trouble, tooMany).filter(Objects::nonNull).toList();
    }

    private void take(List<InetAddress> answer) {
        final long nowNs = System.nanoTime();
        for (InetAddress address : answer) {
            seenNs.remove(address);
            seenNs.put(address, nowNs);
        }
        seenNs.values().removeIf(atNs -> nowNs - atNs > KEPT_NS);
        tooMany = seenNs.size() <= MOST_ADDRESSES
                ? null
                : new PartFailure(
                        "domain " + name,
                        ErrorCode.START_INVALID_PARAMS,
                        "has more than " + MOST_ADDRESSES + " addresses, and the newest " + MOST_ADDRESSES
                                + " are captured; name its networks instead (--address)");
        // However many a server makes up.
        while (seenNs.size() > MOST_ADDRESSES) {
            seenNs.remove(seenNs.keySet().iterator().next());
        }
    }

    private static String expressionOf(Collection<InetAddress> addresses) {
        return addresses.stream()
                .map(InetAddress::getHostAddress)
                .sorted()
                .map(address -> "host " + address)
                .collect(Collectors.joining(" or "));
    }

    @Override
    public long pauseNs() {
        return PAUSE_NS;
    }

    @Override
    public void close() {}
}
