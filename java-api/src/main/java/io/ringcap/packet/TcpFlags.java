package io.ringcap.packet;

/** The flags of TCP as {@link PacketHeaders#tcpFlags} has them. */
public final class TcpFlags {
    /** The sender has no more data. */
    public static final int FIN = 0x01;

    /** A connection is to begin. */
    public static final int SYN = 0x02;

    /** The connection is given up, or refused. */
    public static final int RST = 0x04;

    /** The data is not to wait for more. */
    public static final int PSH = 0x08;

    /** The acknowledgement number counts. */
    public static final int ACK = 0x10;

    /** The urgent pointer counts. */
    public static final int URG = 0x20;

    /** Congestion was notified, or at the beginning: it can be. */
    public static final int ECE = 0x40;

    /** The sender goes slower because of that. */
    public static final int CWR = 0x80;

    /** More of that notice in Accurate ECN (RFC 9768), where it has three bits with CWR and ECE. */
    public static final int AE = 0x100;

    private TcpFlags() {}
}
