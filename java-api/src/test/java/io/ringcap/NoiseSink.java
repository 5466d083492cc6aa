package io.ringcap;

import io.ringcap.config.FileOptions;
import io.ringcap.message.CaptureFileInfo;
import io.ringcap.packet.PacketBlock;
import io.ringcap.sink.InterfaceTotals;
import io.ringcap.sink.Sink;
import io.ringcap.sink.SinkContext;
import io.ringcap.sink.SinkWriter;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import org.jspecify.annotations.Nullable;

/** A sink that leaves a file which nothing makes smaller; options of the test's choice may go with it. */
record NoiseSink(Path folder, int bytes, @Nullable FileOptions fileOptions) implements Sink {
    @Override
    public String name() {
        return "noise";
    }

    @Override
    public boolean isRecording() {
        return true;
    }

    @Override
    public SinkWriter open(SinkContext context) {
        return new SinkWriter() {
            @Override
            public void onBlock(PacketBlock block) {
                // It is not about the packets.
            }

            @Override
            public void finish(List<InterfaceTotals> totals) throws IOException {
                final byte[] noise = new byte[bytes];
                new Random(1).nextBytes(noise);
                final Path file = Files.write(folder.resolve("noise"), noise);
                context.fileReady()
                        .accept(new CaptureFileInfo(
                                "noise", file.toString(), bytes, 0, 1, 0, 0, 0, false, false, null));
            }
        };
    }
}
