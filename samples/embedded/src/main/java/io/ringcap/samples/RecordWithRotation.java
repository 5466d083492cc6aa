package io.ringcap.samples;

import io.ringcap.CaptureListener;
import io.ringcap.CaptureManager;
import io.ringcap.CaptureSession;
import io.ringcap.config.CaptureSpec;
import io.ringcap.config.FileOptions;
import io.ringcap.message.CaptureFileInfo;
import io.ringcap.message.CaptureFileReady;
import io.ringcap.message.CaptureFinished;
import io.ringcap.sink.Sinks;
import java.nio.file.Path;
import java.time.Duration;

/**
 * Records into a new file every mebibyte and at least every minute, and hears of each file when it is whole: the place to upload
 * it. Arguments: the interface, the folder to record into, and for how many seconds (10).
 */
public final class RecordWithRotation implements CaptureListener {
    private static final FileOptions ROTATION = FileOptions.builder()
            .rotateBytes(1 << 20)
            .rotateEvery(Duration.ofMinutes(1))
            .keepAge(Duration.ofDays(7))
            .build();

    private RecordWithRotation() {}

    public static void main(String[] args) throws InterruptedException {
        if (args.length < 2) {
            throw new IllegalArgumentException("arguments: INTERFACE FOLDER [SECONDS]");
        }
        final long seconds = args.length > 2 ? Long.parseLong(args[2]) : 10;
        final CaptureSpec spec = CaptureSpec.onInterface(args[0])
                .maxDuration(Duration.ofSeconds(seconds))
                .build();
        // Closing the manager waits for the listener: after that all has been said.
        try (CaptureManager manager = CaptureManager.open()) {
            final CaptureSession session = manager.capture(spec)
                    .sink(Sinks.pcapng(Path.of(args[1]), ROTATION))
                    .listener(new RecordWithRotation())
                    .start();
            System.out.println("capturing on " + args[0]);
            session.await(Duration.ofSeconds(seconds + 60));
        }
    }

    @Override
    public void onFileReady(CaptureFileReady message) {
        for (CaptureFileInfo file : message.files()) {
            System.out.println(file.path() + ": " + file.packets() + " packets, " + file.fileSize() + " bytes");
        }
    }

    @Override
    public void onFinished(CaptureFinished message) {
        System.out.println(
                message.resultFilesTotal() + " files, " + message.finalStats().packets() + " packets");
    }
}
