package io.ringcap.internal.pcap;

import io.ringcap.config.CaptureConfig;
import io.ringcap.config.CaptureDevice;
import io.ringcap.config.CaptureSpec;
import io.ringcap.config.SourceChoice;
import io.ringcap.message.CaptureException;
import io.ringcap.message.ErrorCode;
import java.nio.file.Path;
import java.util.List;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/** Opens the source that a specification asks for. The fallback is taken only when it may be, and then says why. */
public final class Sources {
    private Sources() {}

    /** Opens a source on the calling thread, which becomes its worker. */
    public static BlockSource open(CaptureSpec spec, CaptureConfig config) {
        return open(spec, config, () -> Long.MAX_VALUE);
    }

    /**
     * The same for a worker that is watched.
     *
     * @param patienceNs asked before each socket of an interface is opened, as {@link SourceOpener} has it
     */
    public static BlockSource open(CaptureSpec spec, CaptureConfig config, LongSupplier patienceNs) {
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
        return spec.isLive() && config.workers() > 1
                ? FanoutSource.open(spec, config, patienceNs)
                : NativeSource.open(spec, config, patienceNs);
    }

    /**
     * Tells what is wrong with a filter, where it is wrong by itself: in what it is combined with nobody finds the place.
     *
     * @throws CaptureException START_INVALID_PARAMS with the position
     */
    public static void requireFilter(String filter, int snaplen) {
        final NativeError error = new NativeError();
        if (!filter.isBlank()
                && NativeLibrary.isAvailable()
                && NativeSource.isFilter("", snaplen)
                && !NativeSource.isFilter(filter, snaplen, error)) {
            throw OpenErrors.badFilter(error.message(), filter, prefix -> NativeSource.isFilter(prefix, snaplen));
        }
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
        if (spec.isLive() && config.workers() > 1) {
            throw new CaptureException(
                    ErrorCode.START_INVALID_PARAMS,
                    config.workers() + " workers on an interface need the native source, not JNA (" + reason
                            + "); capture with one worker");
        }
        if (spec.rejoining()) {
            throw new CaptureException(
                    ErrorCode.START_INVALID_PARAMS,
                    "an interface that is back can only be taken up again by the native source, not by JNA (" + reason
                            + "); capture without it and start again when the interface is back");
        }
        try {
            return JnaSource.open(spec, config, reason);
        } catch (CaptureException e) {
            // What is forbidden is so for both, and is told as that.
            if (e.code() != ErrorCode.START_ENGINE_FAILED
                    || !e.isPrerequisiteMissing()
                    || config.source() == SourceChoice.JNA) {
                throw e;
            }
            // Neither works: the user needs to know about both.
            throw CaptureException.prerequisiteMissing(
                    reason + ". And the portable source cannot stand in: " + e.getMessage(), e);
        }
    }
}
