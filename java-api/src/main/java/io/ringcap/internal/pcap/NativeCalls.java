package io.ringcap.internal.pcap;

import java.nio.ByteBuffer;

/**
 * The native methods of the C shim, and nothing else: the only class in Ringcap that has any.
 *
 * <p>Contract of all of them: strings arrive as UTF-8 bytes without a terminator and without embedded NUL; a {@code
 * byte[] error} may be null, otherwise it is overwritten with zero-padded UTF-8 text when the call fails; results are
 * counts, indexes or addresses when {@code >= 0} and {@code RCAP_E_*} codes when negative. Nothing is thrown. A group
 * belongs to the one thread that works it: except {@link #groupWake} and {@link #groupStats}, which any thread may
 * call, every {@code group*} call is made by that thread, and nobody calls anything on a group after {@link
 * #groupClose}.
 */
final class NativeCalls {

    private NativeCalls() {}

    /** Version of this table of calls; the loader refuses a library that does not answer 3. Any thread. */
    static native int abiVersion();

    /**
     * The block layout as C sees it: header bytes, record header bytes, largest snaplen, then the offset of each header
     * field in order (magic, version, flags, body bytes, packets, sequence, first timestamp, last timestamp, packets
     * before, dropped, interface index, link type, config version). Any thread; null only when memory is out.
     */
    static native int[] layout();

    /**
     * Finds and opens libpcap (RINGCAP_LIBPCAP if set, else the usual names); once it worked, further calls only return
     * the text.
     *
     * @param text receives libpcap's version text, or on failure every attempt and why it failed
     * @return 0 or RCAP_E_NO_LIBPCAP; a failure can be retried. Any thread
     */
    static native int loadLibpcap(byte[] text);

    /**
     * Lists capture devices: per device the NUL-terminated strings name, description, decimal PCAP_IF_* flags and comma
     * separated addresses; an empty name ends the list.
     *
     * @param netnsPath network namespace file to look in, or null for the calling thread's own
     * @return bytes used of {@code out}, or a code (RCAP_E_BUFFER_TOO_SMALL: try with a larger array). Any thread
     */
    static native int listDevices(byte[] netnsPath, byte[] out, byte[] error);

    /** Compiles a filter and throws the result away. Returns 0 or RCAP_E_FILTER with libpcap's text. Any thread. */
    static native int compileFilter(byte[] expression, int linkType, int snaplen, byte[] error);

    /**
     * Converts records of the block at the beginning of a direct buffer to enhanced packet blocks of pcapng, until the other
     * buffer is full. It stops before a record that is not whole.
     *
     * @return where the next record begins, shifted by 32, and the bytes of the output; or RCAP_E_INVALID. Any thread
     */
    static native long pcapngConvert(ByteBuffer block, int at, int end, int interfaceIndex, ByteBuffer out);

    /**
     * Compiles a filter for blocks in memory.
     *
     * @return a program that its owner closes exactly once, or a code (RCAP_E_FILTER with libpcap's text). Any thread
     */
    static native long filterOpen(byte[] expression, int linkType, int snaplen, byte[] error);

    /**
     * Removes the packets that do not match from the block at the beginning of a direct buffer.
     *
     * @return packets that are left, or RCAP_E_INVALID for a buffer that holds no whole block. One thread at a time
     */
    static native int filterBlock(long program, ByteBuffer block);

    /** Frees a program. Nobody may use it any more. Returns 0. */
    static native int filterClose(long program);

    /** Makes an empty group. Returns a handle {@code > 0} or a code. The thread that works it calls this first. */
    static native long groupCreate(byte[] error);

    /**
     * Opens a device and adds it, or takes one up again that was told to be gone.
     *
     * @param index -1 for a new one, otherwise the index of the one that is back, whose counters go on
     * @param netnsPath network namespace the device is in, or null; the calling thread enters it and comes back
     * @param bufferBytes kernel ring, 0 for libpcap's default
     * @param timeoutMs at least 1: after this time the kernel hands over a ring block that is not full
     * @param timestampType PCAP_TSTAMP_*, -1 for the default
     * @param direction PCAP_D_*
     * @param fanout 0 for none, otherwise 1 + PACKET_FANOUT_*
     * @param fanoutOf the group to join, see {@link #groupFanout}; -1 for a new one
     * @return interface index, or a code. Group's thread
     */
    static native int groupOpenLive(
            long group,
            int index,
            byte[] device,
            byte[] netnsPath,
            int snaplen,
            boolean promiscuous,
            int bufferBytes,
            int timeoutMs,
            boolean immediate,
            int timestampType,
            int direction,
            int fanout,
            int fanoutOf,
            byte[] filter,
            byte[] error);

    /** The fan-out group of a live source, or -1. Group's thread. */
    static native int groupFanout(long group, int index);

    /**
     * Opens a regular pcap or pcapng file, read {@code repeat} times over, its packets cut to {@code snaplen}. Index or code as
     * above. Group's thread.
     */
    static native int groupAddFile(long group, byte[] path, byte[] filter, int snaplen, int repeat, byte[] error);

    /**
     * Fills one block of {@code blockBytes} (at least header + record header + largest snaplen) at the 8-byte aligned
     * address.
     *
     * @param flushNs how old a block's first packet may get while the block waits for more
     * @param maxWaitNs how long to wait for a first packet; 0 does not wait
     * @return packets in the block; 0 when nothing came in time or {@link #groupWake} was called; RCAP_E_END when no
     *     source is left; another code is about one source, see {@link #groupFailed}, and the others go on. Group's
     *     thread
     */
    static native int groupFill(long group, long block, int blockBytes, long flushNs, long maxWaitNs);

    /**
     * Waits until the time passed or {@link #groupWake} was called, and reads nothing: for a group whose interfaces are all gone
     * and may come back. Returns 0. Group's thread.
     */
    static native int groupAwait(long group, long maxWaitNs);

    /** Replaces a source's filter; on failure the old one stays. Not after {@link #groupQuiesce}. Group's thread. */
    static native int groupSetFilter(long group, int index, byte[] filter, byte[] error);

    /**
     * Begins the lossless stop: nothing new is let in, fills go on delivering what the kernel holds, then answer
     * RCAP_E_END, after {@code deadlineNs} (from now) at the latest. Returns 0. Group's thread.
     */
    static native int groupQuiesce(long group, long deadlineNs);

    /**
     * Makes the running or the next fill return at once. Returns 0 or RCAP_E_SYSTEM. Any thread, until groupClose is
     * called.
     */
    static native int groupWake(long group);

    /** Index of the source that the last negative fill was about (its text in {@code error}), or -1. Group's thread. */
    static native int groupFailed(long group, byte[] error);

    /**
     * Brings the counters of all sources up to date, which fills leave behind by milliseconds. Returns 0. Group's thread.
     */
    static native int groupRefresh(long group);

    /**
     * Counters of one source as of its last block: [0] kernel received (includes dropped; -1 for a file) [1] kernel
     * dropped [2] interface dropped or -1 [3] delivered packets [4] delivered captured bytes [5] oversize (cut) [6]
     * undrained.
     *
     * @return 0, or RCAP_E_INVALID / RCAP_E_BUFFER_TOO_SMALL. Any thread, until groupClose is called
     */
    static native int groupStats(long group, int index, long[] out);

    /**
     * What a source obtained: [0] kernel ring bytes or -1 [1] TPACKET version or -1 [2] link type [3] snaplen [4]
     * timestamp type or -1 [5] 1 nanoseconds, 0 microseconds scaled [6] 1 promiscuous.
     *
     * @return 0, or RCAP_E_INVALID / RCAP_E_BUFFER_TOO_SMALL. Group's thread
     */
    static native int groupEffective(long group, int index, long[] out);

    /** Closes all sources and frees the group, exactly once. Returns 0. Group's thread. */
    static native int groupClose(long group);

    /**
     * Moves records of at most {@code limitNs} from sealed blocks of {@code blockBytes} each to another block, oldest first.
     *
     * @param state [0] the newest time given out so far and [1] how many were older than one before them, both kept up to
     *     date; then for each input its address and where its next record begins, moved on
     * @param fresh whether the output is begun; otherwise it is gone on with
     * @return 0 when what is left is younger, 1 when the output is full, 2 when an input is used up, or RCAP_E_INVALID for an
     *     input that is not whole. Any thread, as long as nobody else has the blocks
     */
    static native int mergeBlocks(
            long[] state, int count, int blockBytes, long limitNs, long out, int outBytes, boolean fresh);

    /**
     * Puts the records of a block into the order of their times. Returns 0, RCAP_E_INVALID for a block that is not whole, or
     * RCAP_E_NO_MEMORY. Any thread, as long as nobody else has the block.
     */
    static native int mergeSort(long block, int blockBytes);

    /** Maps zeroed memory outside the heap, touched lazily. Returns its page-aligned address, or a code. Any thread. */
    static native long slabMap(long bytes, boolean hugePages, byte[] error);

    /**
     * Gives the memory of a slab back and keeps its addresses: they show zeroes, and can be used again. Returns 0 or a
     * code. Any thread.
     */
    static native int slabRelease(long address, long bytes);

    /**
     * Unmaps what {@link #slabMap} returned, with the same size. Nobody may hold a slice. Returns 0 or a code. Any
     * thread.
     */
    static native int slabUnmap(long address, long bytes);

    /**
     * A direct buffer over mapped memory, which stays the caller's to unmap; null when it cannot be made. Any thread.
     */
    static native ByteBuffer slabSlice(long address, long bytes);

    /**
     * Opens an existing file beside its writer, to steer its pages; does not follow a symbolic link. Returns a descriptor that
     * its owner closes exactly once, or -errno (not an RCAP code). One thread makes all {@code pages*} calls on it.
     */
    static native int pagesOpen(byte[] path);

    /** Begins to send a range's dirty pages to the disk. Returns 0 or -errno. May block on the disk. */
    static native int pagesSend(int file, long offset, long bytes);

    /**
     * Waits until what was begun is on the disk, then drops the range's pages that are clean and unmapped. Returns 0 or -errno:
     * the disk may not have taken what was written. Blocks on the disk.
     */
    static native int pagesDrop(int file, long offset, long bytes);

    /** Closes the descriptor. Returns 0 or -errno. */
    static native int pagesClose(int file);

    /** Names the calling thread for the kernel (15 bytes, cut at a character). Returns 0 or a code. */
    static native int threadName(byte[] name);

    /** Pins the calling thread to one CPU. Returns 0 or a code. */
    static native int threadPin(int cpu);

    /** Lets the calling thread wait for others, for good. Returns 0 or a code. */
    static native int threadBackground();

    /** The CPU that the calling thread runs on now, to check the pin. */
    static native int threadCpu();

    // ---- the machine ----

    /**
     * Keeps a network namespace, also when nobody lives in it any more.
     *
     * @return a descriptor that its owner gives to {@link #netnsRelease} exactly once, or a code. Any thread
     */
    static native int netnsHold(byte[] netnsPath, byte[] error);

    /** Closes it. Returns 0 or a code. */
    static native int netnsRelease(int fd);

    /**
     * Opens the table of sockets of a network namespace.
     *
     * @param netnsPath null for the calling thread's own
     * @return a descriptor that its owner closes exactly once, or a code. Any thread
     */
    static native int socketsOpen(byte[] netnsPath, byte[] error);

    /**
     * Lists the sockets into a direct buffer, 56 bytes each ({@code rcap_socket}).
     *
     * @return how many, or a code (RCAP_E_BUFFER_TOO_SMALL: try with a larger buffer). One thread at a time
     */
    static native int socketsRead(int fd, ByteBuffer out, byte[] error);

    static native int socketsClose(int fd);

    /**
     * Asks the system for the addresses of a name; may take as long as the resolver's time-outs.
     *
     * @param out receives 17 bytes for each: 4 or 6, then the address
     * @return how many, or a code (RCAP_E_NO_NAME). Any thread
     */
    static native int resolve(byte[] name, byte[] out, byte[] error);

    /** What an interface does to frames: 1 GRO, 2 LRO, 4 TSO, 8 GSO, added up; or a code. Any thread. */
    static native int offloads(byte[] netnsPath, byte[] device, byte[] error);

    /** The permitted capabilities of a program file as a mask, 0 when it has none. Any thread. */
    static native long fileCapabilities(byte[] path);
}
