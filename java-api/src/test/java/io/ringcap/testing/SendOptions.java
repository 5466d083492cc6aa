package io.ringcap.testing;

import java.util.ArrayList;
import java.util.List;

/**
 * What {@code ringcap-send} is to send; immutable. Each frame is UDP over IPv4 whose payload begins with {@code RINGCAP\0},
 * its sequence number at {@link #SEQUENCE_OFFSET} and the time it was sent at {@link #TIME_OFFSET}, both big-endian longs.
 *
 * @param pair the number of the interface pair of the network
 * @param count how many frames
 * @param sizeBytes the length of a frame; {@link #MIXED} for 64, 590 and 1514 bytes at 7:4:1
 * @param packetsPerSecond 0 for as many as possible
 * @param seconds upper bound of the time it may take
 * @param cpu the CPU the sender is pinned to, -1 for none
 * @param start the first sequence number
 */
public record SendOptions(
        int pair, long count, int sizeBytes, long packetsPerSecond, int seconds, int cpu, long start) {
    /** Where in a frame its sequence number is; frames of at least 60 bytes have it. */
    public static final int SEQUENCE_OFFSET = 50;

    /** Where in a frame the time of sending is, in nanoseconds since the epoch; frames of at least 66 bytes have it. */
    public static final int TIME_OFFSET = 58;

    /** A mix of sizes instead of one. */
    public static final int MIXED = 0;

    /** So many small frames, as fast as possible, through the first pair. */
    public static SendOptions count(long frames) {
        return new SendOptions(0, frames, 100, 0, 60, -1, 0);
    }

    public SendOptions pair(int number) {
        return new SendOptions(number, count, sizeBytes, packetsPerSecond, seconds, cpu, start);
    }

    public SendOptions sizeBytes(int bytes) {
        return new SendOptions(pair, count, bytes, packetsPerSecond, seconds, cpu, start);
    }

    public SendOptions mixed() {
        return sizeBytes(MIXED);
    }

    public SendOptions packetsPerSecond(long rate) {
        return new SendOptions(pair, count, sizeBytes, rate, seconds, cpu, start);
    }

    public SendOptions seconds(int most) {
        return new SendOptions(pair, count, sizeBytes, packetsPerSecond, most, cpu, start);
    }

    public SendOptions cpu(int number) {
        return new SendOptions(pair, count, sizeBytes, packetsPerSecond, seconds, number, start);
    }

    public SendOptions start(long sequence) {
        return new SendOptions(pair, count, sizeBytes, packetsPerSecond, seconds, cpu, sequence);
    }

    List<String> arguments(String interfaceName) {
        final List<String> arguments =
                new ArrayList<>(List.of("--interface", interfaceName, "--count", Long.toString(count)));
        if (sizeBytes == MIXED) {
            arguments.add("--mix");
        } else {
            arguments.addAll(List.of("--size", Integer.toString(sizeBytes)));
        }
        arguments.addAll(List.of("--pps", Long.toString(packetsPerSecond)));
        arguments.addAll(List.of("--seconds", Integer.toString(seconds)));
        if (cpu >= 0) {
            arguments.addAll(List.of("--cpu", Integer.toString(cpu)));
        }
        arguments.addAll(List.of("--start", Long.toString(start)));
        return arguments;
    }
}
