package io.ringcap.samples;

import io.ringcap.CaptureManager;
import io.ringcap.CaptureOwner;
import io.ringcap.CaptureSession;
import io.ringcap.config.CaptureSpec;
import io.ringcap.message.CaptureFinished;
import io.ringcap.sink.Sinks;
import java.nio.file.Path;
import java.time.Duration;

/**
 * Two parties of one service capture on the same interface at the same time. Each sees its own captures only, and one that leaves
 * ends nobody else's. Arguments: the interface, the folder to record into, and for how many seconds (10).
 */
public final class TwoOwners {
    private static final Duration PATIENCE = Duration.ofSeconds(30);

    private TwoOwners() {}

    public static void main(String[] args) throws InterruptedException {
        if (args.length < 2) {
            throw new IllegalArgumentException("arguments: INTERFACE FOLDER [SECONDS]");
        }
        final Path folder = Path.of(args[1]);
        final long seconds = args.length > 2 ? Long.parseLong(args[2]) : 10;
        final CaptureSpec spec = CaptureSpec.onInterface(args[0]).build();
        try (CaptureManager manager = CaptureManager.open()) {
            final CaptureOwner alice = manager.owner("alice");
            final CaptureOwner bob = manager.owner("bob");
            final CaptureSession hers = alice.capture(spec)
                    .sink(Sinks.pcapng(folder.resolve("alice")))
                    .start();
            final CaptureSession his =
                    bob.capture(spec).sink(Sinks.pcapng(folder.resolve("bob"))).start();
            System.out.println("capturing on " + args[0]);

            System.out.println("alice sees " + ids(alice) + ", bob sees " + ids(bob));
            System.out.println("bob finds alice's capture: "
                    + bob.session(hers.id().sessionId()).isPresent());

            Thread.sleep(Duration.ofSeconds(seconds).toMillis() / 2);
            alice.delete();
            System.out.println("alice has left: " + inWords(hers.await(PATIENCE)) + "; bob's is " + his.state());

            Thread.sleep(Duration.ofSeconds(seconds).toMillis() / 2);
            his.stop();
            System.out.println("bob has stopped: " + inWords(his.await(PATIENCE)));
        }
    }

    private static String ids(CaptureOwner owner) {
        return owner.sessions().stream()
                .map(session -> session.id().sessionId())
                .toList()
                .toString();
    }

    private static String inWords(CaptureFinished finished) {
        return finished.finalStats().packets() + " packets, "
                + finished.finishReason().text();
    }
}
