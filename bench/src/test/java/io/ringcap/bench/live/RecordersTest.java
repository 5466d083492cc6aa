package io.ringcap.bench.live;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Set;
import org.junit.jupiter.api.Test;

final class RecordersTest {
    @Test
    void shouldReadWhatTcpdumpSays() throws IOException {
        final String said = """
                tcpdump: listening on rx0, link-type EN10MB (Ethernet), snapshot length 262144 bytes
                1 packet captured
                12 packets received by filter
                11 packets dropped by kernel
                """;

        assertEquals(new Counters(1, 11, 12), ExternalRecorder.TCPDUMP.counters(said));
    }

    @Test
    void shouldReadWhatDumpcapSays() throws IOException {
        final String said = """
                Capturing on 'rx0'
                File: d.pcapng

                Packets captured: 123
                Packets received/dropped on interface 'rx0': 123/45 (pcap:45/dumpcap:0/flushed:0/ps_ifdrop:0) (73.2%)
                """;

        assertEquals(new Counters(123, 45, 168), ExternalRecorder.DUMPCAP.counters(said));
    }

    @Test
    void shouldReadWhatNetsniffSays() throws IOException {
        final String said = """
                Running! Hang up with ^C!

                \r      27274  packets incoming (272726 unread on exit)
                \r      27274  packets passed filter
                \r      272726  packets failed filter (out of space)
                \r      90.9086% packet droprate
                """;

        assertEquals(new Counters(27_274, 272_726, 300_000), ExternalRecorder.NETSNIFF.counters(said));
    }

    @Test
    void shouldReadWhatTheNullLoopSays() throws IOException {
        assertEquals(
                new Counters(5, 2, 7),
                new NullLoopRecorder(Path.of("c_live"), Duration.ZERO)
                        .counters("{\"packets\":5,\"received\":7,\"dropped\":2}\nready\n"));
    }

    @Test
    void shouldTakeTheSinkOfRingcapThatHasLeast() throws IOException {
        final RingcapRecorder recorder = new RingcapRecorder(
                Path.of("ringcap"), "ringcap-all", Set.of(RingcapRecorder.Into.PCAPNG, RingcapRecorder.Into.JOURNAL));
        final String said = "{\"op\":2110,\"type\":\"CAPTURE_STARTED\"}\n"
                + "{\"op\":2113,\"type\":\"CAPTURE_FINISHED\",\"final_stats\":{\"packets\":90,\"received\":100,"
                + "\"dropped_kernel\":10,\"written_packets\":{\"pcapng\":90,\"journal\":80}}}\n";

        assertEquals(new Counters(80, 20, 100), recorder.counters(said));
    }

    @Test
    void shouldSayWhatARecorderSaidThatHasNotToldItsCounters() {
        final IOException failure = assertThrows(
                IOException.class, () -> ExternalRecorder.TCPDUMP.counters("tcpdump: rx0: no such device"));

        assertEquals(true, failure.getMessage().contains("no such device"));
    }
}
