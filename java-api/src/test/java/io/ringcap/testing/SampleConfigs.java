package io.ringcap.testing;

import io.ringcap.config.CompressFormat;
import io.ringcap.config.ConfigSnapshot;
import java.nio.file.Path;

/** Configurations that the golden files and hashes were made of. Stateless. */
public final class SampleConfigs {
    private SampleConfigs() {}

    /** Each field but the time has a value of its own, as if somebody had said it. */
    public static ConfigSnapshot.Builder allSaid() {
        return ConfigSnapshot.builder()
                .outputDir(Path.of("/var/lib/ringcap"))
                .filenameTemplate("{session}_{index}")
                .fileRotateSizeMb(100)
                .fileRotateCount(10)
                .fileRotateSeconds(3600)
                .fileRotatePackets(1_000_000)
                .fileRotateAligned(true)
                .maxDurationSec(86_400)
                .maxBytes(1L << 40)
                .maxPackets(5_000_000_000L)
                .snaplen(1514)
                .compressEnabled(true)
                .compressThresholdMb(50)
                .compressFormat(CompressFormat.ZST)
                .compressLevel(9)
                .retainDays(30)
                .cleanBatchSize(20)
                .diskThresholdGb(5);
    }
}
