package io.ringcap.internal.pcap;

import io.ringcap.config.CaptureConfig;
import io.ringcap.config.CaptureDevice;
import io.ringcap.config.CaptureSpec;
import io.ringcap.config.SourceChoice;
import io.ringcap.message.CaptureException;
import io.ringcap.message.ErrorCode;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Opens the source that a specification asks for. The fallback is taken only when it may be, and then says why. */
public final class Sources {
    private Sources() {}

    /** Opens a source on the calling thread, which becomes its worker. */
    public static BlockSource open(CaptureSpec spec, CaptureConfig config) {
        if (spec.synthetic() != null) {
            return new SyntheticSource(spec.synthetic(), spec.snaplen());
        }
        if (config.source() == SourceChoice.JNA) {
            return openJna(spec, config, "asked for");
        }
        final String cause = NativeLibrary.unavailabilityCause();
        if (cause != null && config.source() == SourceChoice.AUTO) {
            return openJna(spec, config, cause);
        }
        return NativeSource.open(spec, config);
    }

    /** The interfaces that can be captured on, in a network namespace or our own. */
    public static List<CaptureDevice> devices(@Nullable Path netns) {
        return NativeLibrary.isAvailable() || netns != null ? NativeDevices.list(netns) : JnaDevices.list();
    }

    private static BlockSource openJna(CaptureSpec spec, CaptureConfig config, String reason) {
        if (spec.netns() != null) {
            throw new CaptureException(
                    ErrorCode.START_INVALID_PARAMS,
                    "a network namespace can only be entered by the native source, not by JNA (" + reason + ")");
        }
        try {
            return JnaSource.open(spec, config, reason);
        } catch (CaptureException e) {
            if (!e.isPrerequisiteMissing() || config.source() == SourceChoice.JNA) {
                throw e;
            }
            // Neither works: the user needs to know about both.
            throw CaptureException.prerequisiteMissing(
                    reason + ". And the portable source cannot stand in: " + e.getMessage(), e);
        }
    }
}
