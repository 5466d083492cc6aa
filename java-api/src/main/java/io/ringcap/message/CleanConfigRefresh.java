package io.ringcap.message;

import io.ringcap.config.CompressFormat;

/**
 * The manager tells the cleaner what holds from now on.
 *
 * @param retainDays how many days closed files are kept
 * @param cleanBatchSize how many files are deleted in one go at most
 * @param diskThresholdGb free space that is kept by deleting the oldest closed files
 * @param compressEnabled whether closed files are compressed
 * @param compressThresholdMb how many megabytes must have come together for that
 * @param compressLevel 1 to 9
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
