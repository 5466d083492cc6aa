package io.ringcap.message;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.util.List;

/** Whether a capture can start here, how well, and what to do if not. Immutable; true for the moment it was made. */
public record PreflightReport(List<Finding> findings) {
    public PreflightReport {
        findings = List.copyOf(findings);
    }

    /** {@return whether nothing stands in the way of a start} */
    @JsonProperty
    public boolean canCapture() {
        return findings.stream().noneMatch(finding -> finding.level() == Finding.Level.ERROR);
    }
}
