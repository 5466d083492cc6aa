package io.ringcap.bench.live;

import io.ringcap.bench.live.RingcapRecorder.Into;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;

/** The recorders that stand side by side. Stateless. */
final class Rows {
    private static final String PCAP = "ringcap-pcap";

    private Rows() {}

    /** All that are there, the most telling first; of quick runs those that the bars are about, and a null row each. */
    static List<Recorder> of(Setting setting) throws IOException {
        final Tools tools = setting.tools();
        final List<Recorder> rows = new ArrayList<>();
        rows.add(ringcap(tools, "ringcap-pcapng", EnumSet.of(Into.PCAPNG)));
        addIfPresent(rows, ExternalRecorder.TCPDUMP, setting);
        addIfPresent(rows, ExternalRecorder.DUMPCAP, setting);
        rows.add(ringcap(tools, PCAP, EnumSet.of(Into.PCAP)));
        if (!setting.isQuick()) {
            // Who is in no bar is left out when time is short.
            addIfPresent(rows, ExternalRecorder.NETSNIFF, setting);
            rows.add(ringcap(tools, "ringcap-journal", EnumSet.of(Into.JOURNAL)));
            rows.add(ringcap(tools, "ringcap-all", EnumSet.of(Into.NULL, Into.PCAPNG, Into.JOURNAL)));
        }
        rows.add(nullLoop(tools));
        if (!setting.isQuick()) {
            rows.add(ringcap(tools, "ringcap-null", EnumSet.of(Into.NULL)));
        }
        return rows;
    }

    /** Those that write; of quick runs one of each program, for suites that need many runs for a row. */
    static List<Recorder> recording(Setting setting) throws IOException {
        return of(setting).stream()
                .filter(recorder -> !recorder.written(setting.folder()).isEmpty())
                .filter(recorder -> !setting.isQuick() || !recorder.row().equals(PCAP))
                .toList();
    }

    static Recorder nullLoop(Tools tools) {
        return new NullLoopRecorder(tools.nullLoop(), Duration.ZERO);
    }

    static Recorder ringcap(Tools tools, String row, Set<Into> into) {
        return new RingcapRecorder(tools.ringcap(), row, into);
    }

    private static void addIfPresent(List<Recorder> rows, ExternalRecorder recorder, Setting setting)
            throws IOException {
        if (Tools.isOnPath(recorder.row())) {
            rows.add(recorder);
        } else {
            setting.results().remark(recorder.row() + " is not installed: its rows are left out");
        }
    }
}
