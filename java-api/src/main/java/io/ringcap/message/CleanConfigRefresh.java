package io.ringcap.message;

import io.ringcap.config.CompressFormat;

/**
 * The cleaner's settings from now on. Files that were enqueued before keep the compression they came with.
 *
 * @param retainDays how long closed files are kept
 * @param cleanBatchSize how many files are deleted at most in one go
 * @param diskThresholdGb free space that is kept by deleting the oldest closed files
 * @param compressEnabled whether files that come without a setting of their own are compressed
 * @param compressThresholdMb how many megabytes of files are gathered for one archive
 * @param compressLevel 1, fastest, to 9, smallest
 */
public record CleanConfigRefresh(
        long tsUsec,
        int retainDays,
        int cleanBatchSize,
        int diskThresholdGb,
        boolean compressEnabled,
        int compressThresholdMb,
        CompressFormat compressFormat,
        int compressLevel)
        implements CleanerCommand {

    @Override
    public OpCode opCode() {
        return OpCode.CLEAN_CONFIG_REFRESH;
    }

    @Override
    public void accept(Visitor visitor) {
        visitor.onConfigRefresh(this);
    }
}
