package io.ringcap.internal.pcap;

import io.ringcap.config.CaptureConfig;
import io.ringcap.config.CaptureSpec;
import java.util.function.LongSupplier;

/** Opens the source that a specification asks for, on the thread that will work it: {@link Sources#open}, or a test's own. */
@FunctionalInterface
public interface SourceOpener {
    /** Opens a source whose owner the caller becomes. */
    BlockSource open(CaptureSpec spec, CaptureConfig config);

    /**
     * The same for an opener that may have to wait for others, such as a name server.
     *
     * @param patienceNs how much longer it may take, to be asked at every step of a wait: each call is a sign of life; {@link
     *     Long#MAX_VALUE} while nobody wants the session to end
     * @throws io.ringcap.message.CaptureException RUN_CANCELLED when it gave up because somebody wants the session to end
     */
    default BlockSource open(CaptureSpec spec, CaptureConfig config, LongSupplier patienceNs) {
        return open(spec, config);
    }
}
