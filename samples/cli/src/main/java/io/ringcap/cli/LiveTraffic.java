package io.ringcap.cli;

import io.ringcap.config.CaptureSpec;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.CompletableFuture;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Packets that {@code ringcap-send} sends through a {@link DemoNetwork}. Closing it kills the sender first. */
final class LiveTraffic implements DemoTraffic {
    private static final String TOOLS_PROPERTY = "ringcap.tools.dir";
    private static final Pattern SENT = Pattern.compile("\"sent\"\\s*:\\s*(\\d+)");

    private final Path tool;
    private final DemoNetwork network;
    private final long packets;
    private final long packetsPerSecond;
    private @Nullable Process sender;
    private @Nullable CompletableFuture<Void> announcement;

    private LiveTraffic(Path tool, DemoNetwork network, long packets, long packetsPerSecond) {
        this.tool = tool;
        this.network = network;
        this.packets = packets;
        this.packetsPerSecond = packetsPerSecond;
    }

    /**
     * Makes the network.
     *
     * @throws IOException if that cannot be done here
     */
    static LiveTraffic open(Interruption interruption, long packets, long packetsPerSecond)
            throws IOException, InterruptedException {
        final String folder = System.getProperty(TOOLS_PROPERTY);
        final Path tool = Path.of(folder == null ? "." : folder, "ringcap-send").toAbsolutePath();
        if (!Files.isExecutable(tool)) {
            throw new IOException("there is no traffic sender " + tool + " (-D" + TOOLS_PROPERTY + ")");
        }
        return new LiveTraffic(tool, DemoNetwork.open(interruption), packets, packetsPerSecond);
    }

    @Override
    public CaptureSpec spec() {
        return CaptureSpec.onInterface(DemoNetwork.RECEIVER)
                .netns(network.receivingNetns())
                .build();
    }

    @Override
    public void begin(Runnable onSent) throws IOException {
        final Process started = network.send(tool, packets, packetsPerSecond);
        sender = started;
        announcement = started.onExit().thenRun(onSent);
    }

    @Override
    public long sent() throws IOException {
        final Process ended = sender;
        if (ended == null || ended.isAlive()) {
            return 0;
        }
        final String said = new String(ended.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        final Matcher matcher = SENT.matcher(said);
        if (ended.exitValue() != 0 || !matcher.find()) {
            throw new IOException("ringcap-send failed with exit code " + ended.exitValue() + ": " + said
                    + new String(ended.getErrorStream().readAllBytes(), StandardCharsets.UTF_8));
        }
        return Long.parseLong(matcher.group(1));
    }

    @Override
    public void close() {
        if (announcement != null) {
            announcement.cancel(false);
        }
        if (sender != null) {
            sender.destroyForcibly();
        }
        network.close();
    }
}
