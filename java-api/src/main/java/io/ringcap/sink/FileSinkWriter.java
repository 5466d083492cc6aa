package io.ringcap.sink;

import io.ringcap.message.CaptureFileInfo;
import io.ringcap.message.CaptureInterface;
import io.ringcap.packet.PacketBlock;
import java.io.IOException;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;

/**
 * Writes one session's file and announces it. Lives on the sink's thread from {@code begin} to {@code close}; the counters
 * and {@code output} are for any thread.
 */
final class FileSinkWriter implements SinkWriter {
    static final int FIRST_SEGMENT = 0;

    private static final long NS_PER_US = 1_000;

    private final SinkContext context;
    private final boolean isSynced;
    private final CaptureFile file;
    private final long createdUs = nowUs();
    private volatile String output;
    private boolean isEnding;

    FileSinkWriter(CaptureFile file, boolean isSynced, SinkContext context) {
        this.context = context;
        this.isSynced = isSynced;
        this.file = file;
        this.output = file.part().path().toString();
    }

    @Override
    public void begin(List<CaptureInterface> interfaces) throws IOException {
        file.begin(interfaces);
    }

    @Override
    public void onBlock(PacketBlock block) throws IOException {
        file.write(block);
    }

    @Override
    public void finish(List<InterfaceTotals> totals) throws IOException {
        isEnding = true;
        file.end(totals, context.startTsUsec() * NS_PER_US, nowUs() * NS_PER_US);
        file.cut();
        isEnding = false;
        publish(false);
    }

    @Override
    public void fail(Throwable cause) throws IOException {
        if (file.part().isEnded()) {
            return;
        }
        if (file.progress().packets() == 0) {
            file.part().discard();
            file.progress().setBytes(0);
            return;
        }
        file.cut();
        file.progress().setBytes(file.part().length());
        // Failing after the last block costs the statistics at the end of the file, no packets.
        publish(!isEnding);
    }

    @Override
    public void close() throws IOException {
        file.abandon();
    }

    @Override
    public long writtenPackets() {
        return file.progress().packets();
    }

    @Override
    public long fileBytes() {
        return file.progress().bytes();
    }

    @Override
    public String output() {
        return output;
    }

    private void publish(boolean isTruncated) throws IOException {
        final PartFile part = file.part();
        part.publish(isSynced);
        output = part.path().toString();
        final FileProgress progress = file.progress();
        context.fileReady()
                .accept(new CaptureFileInfo(
                        context.sinkName(),
                        output,
                        part.length(),
                        FIRST_SEGMENT,
                        createdUs,
                        progress.packets(),
                        progress.firstNs() / NS_PER_US,
                        progress.lastNs() / NS_PER_US,
                        isTruncated,
                        false,
                        null));
    }

    private static long nowUs() {
        return ChronoUnit.MICROS.between(Instant.EPOCH, Instant.now());
    }
}
