package io.ringcap.internal.check;

import io.ringcap.config.CaptureConfig;
import io.ringcap.config.CaptureSpec;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * What a preflight is asked about. Immutable.
 *
 * @param folder where is to be recorded; null when nowhere
 * @param reserveBytes what shall stay free there
 */
public record Question(
        CaptureSpec spec, CaptureConfig config, @Nullable Path folder, long reserveBytes) {}
