package io.ringcap.internal.pcap;

import io.ringcap.message.CaptureException;
import io.ringcap.message.ErrorCode;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * The TCP and UDP sockets of a network namespace, as the kernel lists them. Owned by one thread, which reads and closes it; what it
 * shows of a socket is as of the last {@link #read}.
 */
public final class SocketTable implements AutoCloseable {
    /** As {@code rcap_socket} of the shim. */
    private static final int ENTRY_BYTES = 56;

    private static final int LOCAL = 8;
    private static final int REMOTE = 24;
    private static final int LOCAL_PORT = 40;
    private static final int REMOTE_PORT = 42;
    private static final int FAMILY = 44;
    private static final int PROTOCOL = 45;
    private static final int STATE = 46;
    private static final int FIRST_ENTRIES = 1_024;
    private static final int MOST_ENTRIES = 1 << 20;

    /** In a row; each may take the two seconds for which an answer is waited for. */
    private static final int MOST_FAILURES = 5;

    /** Before the four bytes of an address of IPv4. */
    private static final long IPV4_MAPPED = 0xffffL << Integer.SIZE;

    private static final boolean IS_NATIVE_LITTLE = ByteOrder.nativeOrder() == ByteOrder.LITTLE_ENDIAN;

    private final int fd;
    private ByteBuffer entries = room(FIRST_ENTRIES);
    private ByteBuffer former = room(FIRST_ENTRIES);
    private int count;
    private boolean hasChanged = true;
    private boolean hasBeenRead;
    private int failures;
    private boolean isClosed;

    private SocketTable(int fd) {
        this.fd = fd;
    }

    /** Opens the table of a namespace, or of our own. The calling thread enters it and comes back. */
    public static SocketTable open(@Nullable Path netns) {
        final String cause = NativeLibrary.unavailabilityCause();
        if (cause != null) {
            throw CaptureException.prerequisiteMissing(
                    "processes are followed by the native library only: " + cause, null);
        }
        final NativeError error = new NativeError();
        final int fd =
                NativeCalls.socketsOpen(netns == null ? null : NativeSource.utf8(netns.toString()), error.text());
        if (fd == NativeErrors.NETNS) {
            throw OpenErrors.badNetns(error.message(), netns);
        }
        if (fd < 0) {
            throw new CaptureException(
                    ErrorCode.START_ENGINE_FAILED, "the sockets cannot be listed: " + error.message());
        }
        return new SocketTable(fd);
    }

    /** Reads the sockets there are now; returns how many. */
    public int read() {
        final ByteBuffer last = entries;
        final int lastCount = count;
        entries = former;
        former = last;
        final NativeError error = new NativeError();
        int found = NativeCalls.socketsRead(fd, entries, error.text());
        while (found == NativeErrors.BUFFER_TOO_SMALL && entries.capacity() < MOST_ENTRIES * ENTRY_BYTES) {
            entries = room(entries.capacity() / ENTRY_BYTES * 2);
            found = NativeCalls.socketsRead(fd, entries, error.text());
        }
        if (found < 0) {
            return onFailure(last, error);
        }
        failures = 0;
        hasBeenRead = true;
        count = found;
        hasChanged =
                found != lastCount || !entries.slice(0, found * ENTRY_BYTES).equals(last.slice(0, found * ENTRY_BYTES));
        return found;
    }

    /** Short of memory the kernel may give no list at this moment: then the last one holds. */
    private int onFailure(ByteBuffer last, NativeError error) {
        failures++;
        if (!hasBeenRead || failures >= MOST_FAILURES) {
            throw new CaptureException(
                    hasBeenRead ? ErrorCode.RUN_ENGINE_DIED : ErrorCode.START_ENGINE_FAILED,
                    "the sockets cannot be listed: " + error.message());
        }
        former = entries;
        entries = last;
        hasChanged = false;
        return count;
    }

    private static ByteBuffer room(int sockets) {
        return ByteBuffer.allocateDirect(sockets * ENTRY_BYTES).order(ByteOrder.nativeOrder());
    }

    /** How many there are. */
    public int count() {
        return count;
    }

    /** Whether the last reading was another than the one before. */
    public boolean hasChanged() {
        return hasChanged;
    }

    /** The number by which a process's descriptor names it; 0 for one that has no owner any more. */
    public long inode(int index) {
        return entries.getLong(index * ENTRY_BYTES);
    }

    /** 6 for TCP, 17 for UDP. */
    public int protocol(int index) {
        return entries.get(index * ENTRY_BYTES + PROTOCOL);
    }

    /** Of the kernel: 1 is established, 10 listens. */
    public int state(int index) {
        return entries.get(index * ENTRY_BYTES + STATE);
    }

    public int localPort(int index) {
        return Short.toUnsignedInt(entries.getShort(index * ENTRY_BYTES + LOCAL_PORT));
    }

    /** 0 for a socket that talks to nobody in particular. */
    public int remotePort(int index) {
        return Short.toUnsignedInt(entries.getShort(index * ENTRY_BYTES + REMOTE_PORT));
    }

    /** The first eight bytes of the own address as a number, one of IPv4 as IPv6 writes such. */
    public long localHigh(int index) {
        return high(index, LOCAL);
    }

    /** The last eight. */
    public long localLow(int index) {
        return low(index, LOCAL);
    }

    /** The other side's, likewise; zeroes when there is none. */
    public long remoteHigh(int index) {
        return high(index, REMOTE);
    }

    public long remoteLow(int index) {
        return low(index, REMOTE);
    }

    private long high(int index, int at) {
        return isOfFour(index) ? 0 : inNetworkOrder(entries.getLong(index * ENTRY_BYTES + at));
    }

    private long low(int index, int at) {
        final int from = index * ENTRY_BYTES + at;
        return isOfFour(index)
                ? IPV4_MAPPED | inNetworkOrder(entries.getInt(from)) >>> Integer.SIZE
                : inNetworkOrder(entries.getLong(from + Long.BYTES));
    }

    private boolean isOfFour(int index) {
        return entries.get(index * ENTRY_BYTES + FAMILY) == 4;
    }

    private static long inNetworkOrder(long value) {
        return IS_NATIVE_LITTLE ? Long.reverseBytes(value) : value;
    }

    /** In the upper half. */
    private static long inNetworkOrder(int value) {
        return (long) (IS_NATIVE_LITTLE ? Integer.reverseBytes(value) : value) << Integer.SIZE;
    }

    @Override
    public void close() {
        if (!isClosed) {
            isClosed = true;
            NativeCalls.socketsClose(fd);
        }
    }
}
