package io.ringcap.message;

import java.util.List;

/**
 * What a capture really got.
 *
 * @param sourceKind what brings the packets
 * @param sourceReason why it is that source; empty when it is the one everybody gets
 * @param filter the filter in force, empty for everything
 * @param interfaces the interfaces (or the one file) in the order of their index
 */
public record EffectiveSettings(
        SourceKind sourceKind, String sourceReason, String filter, List<CaptureInterface> interfaces) {
    public EffectiveSettings {
        interfaces = List.copyOf(interfaces);
    }
}
