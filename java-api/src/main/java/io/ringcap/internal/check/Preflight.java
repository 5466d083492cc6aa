package io.ringcap.internal.check;

import io.ringcap.internal.pcap.ProcessRights;
import io.ringcap.internal.pcap.SourceOpener;
import io.ringcap.message.PreflightReport;
import java.nio.file.Path;

/** Looks at everything that a capture needs, and tries to open it. Any thread; what it opens it closes before it answers. */
public final class Preflight {
    private Preflight() {}

    /** Findings in the order in which one would look: what must be there, what is allowed, what works, what it costs. */
    public static PreflightReport run(Question question, SourceOpener opener) {
        final Findings findings = new Findings();
        final SystemFiles system = new SystemFiles(Path.of("/"));
        final boolean hasEngine = new LibraryCheck(question, findings).run();
        new RightsCheck(question, system, ProcessRights.ofThisProcess(), findings).run();
        if (hasEngine) {
            new TrialCheck(question, opener, findings).run();
        }
        new MemoryCheck(question, system, findings).run();
        if (hasEngine && question.spec().isLive()) {
            new OffloadCheck(question, findings).run();
        }
        new ClockCheck(system, findings).run();
        new JvmCheck(findings).run();
        new DiskCheck(question, findings).run();
        return new PreflightReport(findings.all());
    }
}
