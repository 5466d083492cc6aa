package io.ringcap.packet;

/**
 * The layout of a block: a 64-byte header, then packet records exactly as a nanosecond pcap file holds them. The C shim
 * states the same facts in {@code rcap_block.h}; both are compared when the library is loaded.
 *
 * <pre>
 *  0        4       6       8            12        16         24            32
 *  +--------+-------+-------+------------+---------+----------+-------------+------------+
 *  | magic  |version| flags | body bytes | packets | sequence | first ts ns | last ts ns |
 *  +--------+-------+-------+------------+---------+----------+-------------+------------+
 *  40               48        56          58          60               64
 *  +----------------+---------+-----------+-----------+----------------+
 *  | packets before | dropped | interface | link type | config version | records ...
 *  +----------------+---------+-----------+-----------+----------------+
 *
 *  record:  ts seconds u32 | ts nanoseconds u32 | captured length u32 | original length u32 | bytes, unpadded
 * </pre>
 *
 * All fields are in native byte order.
 */
public final class BlockLayout {
    /** 'R' 'C' 'B' '1' as a little-endian number. */
    public static final int MAGIC = 0x31424352;

    /** The version of this layout; a reader refuses another one. */
    public static final short VERSION = 1;

    /** Bytes of the block header. */
    public static final int HEADER_BYTES = 64;

    /** Bytes of a record's header. */
    public static final int RECORD_HEADER_BYTES = 16;

    /** The largest number of bytes kept of one packet. */
    public static final int MAX_SNAPLEN = 262_144;

    /** The smallest block that holds any packet. */
    public static final int MIN_BLOCK_BYTES = HEADER_BYTES + RECORD_HEADER_BYTES + MAX_SNAPLEN;

    /** The last block of a session; it may hold no packets. */
    public static final int FLAG_END = 1;

    /** The body is JSON text that describes the session, not packets; only in journals. */
    public static final int FLAG_META = 2;

    /** The source file ended in a torn record. */
    public static final int FLAG_TRUNCATED = 4;

    /** A packet is older than the one before it: the first and the last time do not bound the others. */
    public static final int FLAG_UNORDERED = 8;

    /** Where {@link #MAGIC} stands, 4 bytes. */
    public static final int MAGIC_OFFSET = 0;

    /** Where {@link #VERSION} stands, 2 bytes. */
    public static final int VERSION_OFFSET = 4;

    /** Where the flags stand, 2 bytes. */
    public static final int FLAGS_OFFSET = 6;

    /** Where the bytes of all records, their headers included, are told, 4 bytes. */
    public static final int BODY_BYTES_OFFSET = 8;

    /** Where the number of packets stands, 4 bytes. */
    public static final int PACKETS_OFFSET = 12;

    /** Where the block's number in its session stands, 8 bytes. */
    public static final int SEQUENCE_OFFSET = 16;

    /** Where the first packet's time stands, 8 bytes of nanoseconds. */
    public static final int FIRST_TS_OFFSET = 24;

    /** Where the last packet's time stands, 8 bytes of nanoseconds. */
    public static final int LAST_TS_OFFSET = 32;

    /** Where the number of packets in earlier blocks stands, 8 bytes. */
    public static final int PACKETS_BEFORE_OFFSET = 40;

    /** Where the kernel's drops so far stand, 8 bytes, -1 for not known. */
    public static final int DROPPED_OFFSET = 48;

    /** Where the interface's position in the session's list stands, 2 bytes. */
    public static final int INTERFACE_OFFSET = 56;

    /** Where the link type stands, 2 bytes. */
    public static final int LINK_TYPE_OFFSET = 58;

    /** Where the number of the configuration in force stands, 4 bytes. */
    public static final int CONFIG_VERSION_OFFSET = 60;

    /** Where in a record the time's seconds stand, 4 bytes. */
    public static final int RECORD_SECONDS_OFFSET = 0;

    /** Where in a record the time's nanoseconds stand, 4 bytes. */
    public static final int RECORD_NANOS_OFFSET = 4;

    /** Where in a record the number of bytes stands that were kept, 4 bytes. */
    public static final int RECORD_CAPTURED_OFFSET = 8;

    /** Where in a record the number of bytes stands that the packet had, 4 bytes. */
    public static final int RECORD_ORIGINAL_OFFSET = 12;

    private BlockLayout() {}
}
