package io.ringcap.bench.report;

import java.util.List;

/** Colours that say what is Ringcap's and what it is compared with. */
final class Palette {
    static final String OURS = "#1f6feb";
    static final String BASELINE = "#9aa5b1";

    /** For lines that cross each other. */
    private static final List<String> LINES =
            List.of("#1f6feb", "#d1570b", "#2d8a4e", "#8250df", "#bf3989", "#6e7781", "#0a7d91", "#9a6700");

    /** What the rows that are not ours begin with. */
    private static final List<String> BASELINES = List.of(
            "c-",
            "c_",
            "tcpdump",
            "dumpcap",
            "netsniff",
            "pcap4j",
            "pcap-jdk7",
            "jniPerPacket",
            "jna",
            "byteBuffer",
            "fileChannel",
            "jackson",
            "crc32c",
            "sha256",
            "ARRAY_BLOCKING_QUEUE");

    private Palette() {}

    static String bar(String row) {
        return BASELINES.stream().anyMatch(row::startsWith) ? BASELINE : OURS;
    }

    static String line(int index) {
        return LINES.get(index % LINES.size());
    }
}
