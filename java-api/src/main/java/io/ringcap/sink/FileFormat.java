package io.ringcap.sink;

/** What a capture file looks like inside. */
public enum FileFormat {
    /** Keeps all interfaces with their names, the filter and the counts of dropped packets. */
    PCAPNG("pcapng"),
    /** The classic format with nanoseconds; holds interfaces of one link type only, and no counts. */
    PCAP("pcap");

    private final String extension;

    FileFormat(String extension) {
        this.extension = extension;
    }

    /** {@return how names of such files end, without the dot} */
    public String extension() {
        return extension;
    }

    /** A new encoder for the files of one recording; the texts are kept where the format has a place for them. */
    CaptureFormat newEncoder(String filter, String comment) {
        return this == PCAP ? new PcapFormat() : new PcapngFormat(filter, comment);
    }
}
