package io.ringcap.samples;

import io.ringcap.CaptureManager;
import io.ringcap.CaptureSession;
import io.ringcap.config.CaptureSpec;
import io.ringcap.message.CaptureFileInfo;
import io.ringcap.message.SessionStatus;
import io.ringcap.sink.Sinks;
import java.nio.file.Path;
import java.time.Duration;
import java.util.NoSuchElementException;
import java.util.Optional;

/**
 * Captures on demand behind four methods that a service can offer: start, status, stop, file. What ties them together is an id
 * that can go through a URL; the manager remembers captures for an hour after their end. Its methods may be called by any thread.
 * Arguments of main: the interface, the folder to record into, a filter, and for how many seconds (10).
 */
public final class CaptureOnDemand {
    private final CaptureManager manager;
    private final Path folder;

    public CaptureOnDemand(CaptureManager manager, Path folder) {
        this.manager = manager;
        this.folder = folder;
    }

    /** Starts a capture and returns its id. It ends by itself if nobody stops it. */
    public String start(String interfaceName, String filter) throws InterruptedException {
        final CaptureSpec spec = CaptureSpec.onInterface(interfaceName)
                .filter(filter)
                .maxDuration(Duration.ofMinutes(10))
                .maxBytes(1L << 30)
                .shared(true) // beside other captures on that interface, instead of taking over from them
                .build();
        return manager.capture(spec).sink(Sinks.pcapng(folder)).start().id().sessionId();
    }

    public SessionStatus status(String id) {
        return find(id).status();
    }

    /** Ends a capture; its file is whole when this returns. */
    public void stop(String id) throws InterruptedException {
        final CaptureSession session = find(id);
        session.stop();
        session.await(Duration.ofSeconds(30));
    }

    /** What a capture has recorded, be it no packet at all; nothing while it runs. */
    public Optional<Path> file(String id) {
        return status(id).files().stream().findFirst().map(CaptureFileInfo::path);
    }

    private CaptureSession find(String id) {
        return manager.session(id).orElseThrow(() -> new NoSuchElementException("no capture " + id));
    }

    public static void main(String[] args) throws InterruptedException {
        if (args.length < 3) {
            throw new IllegalArgumentException("arguments: INTERFACE FOLDER FILTER [SECONDS]");
        }
        final long seconds = args.length > 3 ? Long.parseLong(args[3]) : 10;
        try (CaptureManager manager = CaptureManager.open()) {
            final CaptureOnDemand service = new CaptureOnDemand(manager, Path.of(args[1]));
            final String id = service.start(args[0], args[2]);
            System.out.println("started " + id);
            Thread.sleep(Duration.ofSeconds(seconds).toMillis());
            print(service.status(id));
            service.stop(id);
            print(service.status(id));
            System.out.println(service.file(id).orElseThrow());
        }
    }

    private static void print(SessionStatus status) {
        System.out.println(status.state() + " " + status.stats().packets() + " packets");
    }
}
