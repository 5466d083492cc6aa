package com.example.consumer;

import io.ringcap.CaptureManager;
import io.ringcap.CaptureSession;
import io.ringcap.config.CaptureSpec;
import io.ringcap.message.CaptureFinished;
import io.ringcap.sink.Sinks;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.atomic.LongAdder;

/** Captures datagrams that it sends to itself over the loopback interface. Needs the right to capture. */
final class Live {
    private static final int DATAGRAMS = 100;

    private Live() {}

    static void run(Path folder) throws Exception {
        final LongAdder handled = new LongAdder();
        try (CaptureManager manager = CaptureManager.open();
                DatagramSocket receiver = new DatagramSocket(0, InetAddress.getLoopbackAddress());
                DatagramSocket sender = new DatagramSocket()) {
            final CaptureSpec spec = CaptureSpec.onInterface("lo")
                    .filter("udp dst port " + receiver.getLocalPort())
                    .maxPackets(DATAGRAMS)
                    .maxDuration(Duration.ofSeconds(20))
                    .build();
            final CaptureSession session = manager.capture(spec)
                    .sink(Sinks.handler(packet -> handled.increment()))
                    .sink(Sinks.pcapng(folder))
                    .start();
            final byte[] text = "consumer".getBytes(java.nio.charset.StandardCharsets.US_ASCII);
            for (int i = 0; i < DATAGRAMS; i++) {
                sender.send(new DatagramPacket(text, text.length, receiver.getLocalSocketAddress()));
            }
            final CaptureFinished finished = session.await(Duration.ofSeconds(30));
            System.out.println("live: " + finished.finalStats().packets() + " packets from "
                    + session.status().effective().sourceKind().text() + ", " + handled + " handled, "
                    + finished.finalStats().droppedKernel() + " dropped");
            System.out.println("file: " + Recording.count(manager, Path.of(finished.resultFiles().get(0).filePath())));
        }
    }
}
