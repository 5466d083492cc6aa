package io.ringcap.cli;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * Two private network namespaces with a pair of veth interfaces between them, on which nothing is seen but what the demo
 * sends. {@link #close()} removes all of it, on whatever thread comes first, once.
 */
final class DemoNetwork implements AutoCloseable {
    static final String RECEIVER = "rx0";

    private static final String SENDER = "tx0";
    private static final long COMMAND_SECONDS = 10;

    private final String sending = "ringcap-demo-" + ProcessHandle.current().pid() + "-tx";
    private final String receiving = "ringcap-demo-" + ProcessHandle.current().pid() + "-rx";
    private final AtomicBoolean isClosed = new AtomicBoolean();

    private DemoNetwork() {}

    /**
     * Makes the network.
     *
     * @throws IOException if this user may not, or a program is missing; nothing is left behind then
     */
    static DemoNetwork open(Interruption interruption) throws IOException, InterruptedException {
        final DemoNetwork network = new DemoNetwork();
        interruption.lastResort(network::close);
        try {
            network.make();
        } catch (IOException | InterruptedException e) {
            network.close();
            throw e;
        }
        return network;
    }

    private void make() throws IOException, InterruptedException {
        for (String name : List.of(sending, receiving)) {
            run("ip", "netns", "add", name);
            // Before there is any interface: the kernel's own neighbour discovery must not mix with the demo's packets.
            run("ip", "netns", "exec", name, "sysctl", "-e", "-q", "-w", "net.ipv6.conf.all.disable_ipv6=1");
            run("ip", "netns", "exec", name, "sysctl", "-e", "-q", "-w", "net.ipv6.conf.default.disable_ipv6=1");
        }
        run("ip", "-n", sending, "link", "add", SENDER, "type", "veth", "peer", "name", RECEIVER, "netns", receiving);
        for (String[] end : new String[][] {{sending, SENDER}, {receiving, RECEIVER}}) {
            run(
                    List.of("ip", "netns", "exec", end[0], "ethtool", "-K", end[1]),
                    List.of("rx", "off", "tx", "off", "sg", "off", "tso", "off", "gso", "off", "gro", "off"));
            run("ip", "-n", end[0], "link", "set", end[1], "arp", "off", "up");
        }
    }

    /** The file of the namespace that receives. */
    Path receivingNetns() {
        return Path.of("/run/netns", receiving);
    }

    /** Starts to send numbered UDP packets of mixed sizes; stdout gets one line of JSON about it at the end. */
    Process send(Path tool, long packets, long packetsPerSecond) throws IOException {
        final List<String> command = new ArrayList<>(List.of("ip", "netns", "exec", sending, tool.toString()));
        command.addAll(List.of("--interface", SENDER, "--mix", "--count", Long.toString(packets)));
        command.addAll(List.of("--pps", Long.toString(packetsPerSecond), "--seconds", "30"));
        return new ProcessBuilder(command)
                .redirectInput(Path.of("/dev/null").toFile())
                .start();
    }

    @Override
    public void close() {
        if (!isClosed.compareAndSet(false, true)) {
            return;
        }
        for (String name : List.of(sending, receiving)) {
            if (Files.exists(Path.of("/run/netns", name))) {
                try {
                    run("ip", "netns", "delete", name);
                } catch (IOException e) {
                    System.err.println("ringcap: could not remove network namespace " + name + ": " + e.getMessage()
                            + "; remove it with: ip netns delete " + name);
                } catch (InterruptedException e) {
                    Thread.currentThread().interrupt();
                }
            }
        }
    }

    private static void run(List<String> command, List<String> more) throws IOException, InterruptedException {
        final List<String> whole = new ArrayList<>(command);
        whole.addAll(more);
        run(whole.toArray(String[]::new));
    }

    private static void run(String... command) throws IOException, InterruptedException {
        final Process process = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectInput(Path.of("/dev/null").toFile())
                .start();
        try {
            // These say a line or nothing: no more than the pipe holds.
            if (!process.waitFor(COMMAND_SECONDS, TimeUnit.SECONDS)) {
                throw new IOException(String.join(" ", command) + " does not end");
            }
            if (process.exitValue() != 0) {
                final String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
                throw new IOException(String.join(" ", command) + ": " + said.strip());
            }
        } finally {
            process.destroyForcibly();
        }
    }
}
