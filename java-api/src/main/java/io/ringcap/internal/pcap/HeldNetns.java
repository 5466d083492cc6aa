package io.ringcap.internal.pcap;

import io.ringcap.message.CaptureException;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * The network namespace of a process, kept when that process ends: its path under {@code /proc} goes with the process, and may come
 * back as a stranger's. Closed by its one owner, after all that use {@link #path()}.
 */
public final class HeldNetns implements AutoCloseable {
    private static final int NOTHING = -1;

    private final @Nullable Path named;
    private final @Nullable Path path;
    private int fd;

    private HeldNetns(@Nullable Path named, @Nullable Path path, int fd) {
        this.named = named;
        this.path = path;
        this.fd = fd;
    }

    /**
     * Takes hold of a namespace; null is our own, of which nothing is held.
     *
     * @throws CaptureException when it cannot be opened
     */
    public static HeldNetns hold(@Nullable Path netns) {
        // Without the library nobody can enter it, and who tries to says why.
        if (netns == null || !NativeLibrary.isAvailable()) {
            return asNamed(netns);
        }
        final NativeError error = new NativeError();
        final int fd = NativeCalls.netnsHold(NativeSource.utf8(netns.toString()), error.text());
        if (fd < 0) {
            throw OpenErrors.badNetns(error.message(), netns);
        }
        return new HeldNetns(netns, Path.of("/proc/self/fd", Integer.toString(fd)), fd);
    }

    /** Holds nothing: a namespace that the user has named may be made anew under its name. */
    public static HeldNetns asNamed(@Nullable Path netns) {
        return new HeldNetns(netns, netns, NOTHING);
    }

    /** Leads there until {@link #close}; null for our own. */
    public @Nullable Path path() {
        return path;
    }

    /** The same failure, with the namespace called as it was before it was held: a descriptor tells nobody anything. */
    public CaptureException named(CaptureException failure) {
        final String text = failure.getMessage();
        return text == null || path == named || !text.contains(String.valueOf(path))
                ? failure
                : new CaptureException(
                        failure.code(), text.replace(String.valueOf(path), String.valueOf(named)), failure);
    }

    @Override
    public void close() {
        if (fd != NOTHING) {
            final int held = fd;
            fd = NOTHING;
            NativeCalls.netnsRelease(held);
        }
    }
}
