package io.ringcap.message;

import org.jspecify.annotations.Nullable;

/**
 * One interface of a capture as it was opened. What cannot be known is null.
 *
 * @param index its number in the session, which blocks and packets carry
 * @param name the interface's name, or the name of the file that is read
 * @param linkType LINKTYPE number of its packets
 * @param snaplen bytes kept of each packet
 * @param kernelRingBytes size of the kernel's ring as obtained, which may be less than asked for
 * @param tpacketVersion version of the kernel's ring interface
 * @param timestampSource who stamps the packets
 * @param nanoseconds whether stamps have nanosecond resolution
 * @param promiscuous whether the interface was put into promiscuous mode
 */
public record CaptureInterface(
        int index,
        String name,
        int linkType,
        int snaplen,
        @Nullable Long kernelRingBytes,
        @Nullable Integer tpacketVersion,
        @Nullable String timestampSource,
        boolean nanoseconds,
        boolean promiscuous) {}
