package io.ringcap.config;

/**
 * Traffic that Ringcap makes itself: Ethernet frames with UDP datagrams that carry a sequence number.
 *
 * @param frameBytes length of each frame, 60 to 65,535
 * @param packetsPerSecond how fast; 0 for as fast as the sinks take them
 */
public record SyntheticTraffic(int frameBytes, long packetsPerSecond) {
    /** The smallest frame there is on Ethernet, without its check sum. */
    public static final int MIN_FRAME_BYTES = 60;

    /** The largest that can be asked for. */
    public static final int MAX_FRAME_BYTES = 65_535;

    public SyntheticTraffic {
        Require.between("synthetic frame bytes", frameBytes, MIN_FRAME_BYTES, MAX_FRAME_BYTES);
        Require.between("synthetic packets per second", packetsPerSecond, 0, 1_000_000_000L);
    }
}
