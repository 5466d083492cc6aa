package io.ringcap.testing;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * Two private network namespaces and pairs of veth interfaces between them, on which nothing is seen but what a test sends:
 * no addresses, no IPv6, no ARP, no offloads. Confined to the test's thread; {@link #close()} removes everything, and so
 * does the end of the JVM.
 *
 * <pre>
 *   sending namespace                 receiving namespace (or the JVM's own)
 *   ringcap-send --> tx0 ===veth=== rx0 --> the capture under test
 *                    tx1 ===veth=== rx1
 * </pre>
 */
public final class LiveNetwork implements AutoCloseable {
    private static final int DEFAULT_MTU = 1500;
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final AtomicInteger NUMBERS = new AtomicInteger();
    private static final Set<LiveNetwork> OPEN = ConcurrentHashMap.newKeySet();

    static {
        // For tests that are cut off: an interrupted run must not leave namespaces on the machine.
        Runtime.getRuntime()
                .addShutdownHook(new Thread(() -> OPEN.forEach(LiveNetwork::close), "live-network-cleanup"));
    }

    private final String sendingName;
    private final @Nullable String receivingName;
    private final List<String> receivers = new ArrayList<>();
    private final List<Sender> senders = new ArrayList<>();

    private LiveNetwork(boolean isReceiverPrivate) {
        final String prefix = "rcap-" + ProcessHandle.current().pid() + "-";
        this.sendingName = prefix + NUMBERS.incrementAndGet();
        this.receivingName = isReceiverPrivate ? prefix + NUMBERS.incrementAndGet() : null;
    }

    /** One pair of interfaces, {@code tx0} and {@code rx0}, each in a namespace of its own. */
    public static LiveNetwork open() {
        return open(1, DEFAULT_MTU);
    }

    /** Several pairs: {@code tx0} and {@code rx0}, {@code tx1} and {@code rx1}, ... */
    public static LiveNetwork open(int pairs, int mtu) {
        return make(new LiveNetwork(true), pairs, mtu);
    }

    /** The receiving end is in the JVM's own namespace, for sources that cannot enter another one. */
    public static LiveNetwork withReceiverInOwnNamespace() {
        return withReceiverInOwnNamespace(1, DEFAULT_MTU);
    }

    /** Several pairs whose receiving ends are in the JVM's own namespace; see {@link #receiver} for their names. */
    public static LiveNetwork withReceiverInOwnNamespace(int pairs, int mtu) {
        return make(new LiveNetwork(false), pairs, mtu);
    }

    /**
     * Skips the test where live networks cannot be made, or fails it when the environment has {@code RINGCAP_REQUIRE_LIVE=1}.
     */
    public static void assumeLive() {
        LiveRequirements.assumeMet();
    }

    private static LiveNetwork make(LiveNetwork network, int pairs, int mtu) {
        OPEN.add(network);
        try {
            network.addNamespace(network.sendingName);
            if (network.receivingName != null) {
                network.addNamespace(network.receivingName);
            }
            for (int i = 0; i < pairs; i++) {
                network.addPair(i, mtu);
            }
            for (int i = 0; i < pairs; i++) {
                network.awaitUp(i);
            }
            return network;
        } catch (RuntimeException | Error e) {
            try {
                network.close();
            } catch (RuntimeException closing) {
                e.addSuppressed(closing);
            }
            throw e;
        }
    }

    private void addNamespace(String name) {
        Commands.run("ip", "netns", "add", name);
        // Before there is any interface: a router solicitation would disturb the counts.
        run(
                name,
                "sysctl",
                "-e",
                "-q",
                "-w",
                "net.ipv6.conf.all.disable_ipv6=1",
                "net.ipv6.conf.default.disable_ipv6=1");
    }

    private void addPair(int number, int mtu) {
        final String sender = sender(number);
        // In our own namespace the name must not meet one of another JVM or another network.
        final String receiver = receivingName != null
                ? "rx" + number
                : "rx" + Long.toString(ProcessHandle.current().pid(), 36) + "n" + NUMBERS.incrementAndGet();
        receivers.add(receiver);
        makePair(sender, receiver, mtu);
    }

    private void makePair(String sender, String receiver, int mtu) {
        final String length = Integer.toString(mtu);
        final List<String> add = new ArrayList<>(List.of("ip", "-n", sendingName, "link", "add", sender));
        add.addAll(List.of("mtu", length, "txqueuelen", "1000", "type", "veth", "peer", "name", receiver));
        add.addAll(List.of("mtu", length, "netns", receivingName != null ? receivingName : ownNamespace()));
        Commands.run(add.toArray(String[]::new));
        prepare(sendingName, sender);
        prepare(receivingName, receiver);
    }

    private void prepare(@Nullable String namespace, String name) {
        run(namespace, "sysctl", "-e", "-q", "-w", "net.ipv6.conf." + name + ".disable_ipv6=1");
        final List<String> offloads = new ArrayList<>(List.of("ethtool", "-K", name));
        for (String feature : List.of("rx", "tx", "sg", "tso", "gso", "gro")) {
            offloads.addAll(List.of(feature, "off"));
        }
        run(namespace, offloads.toArray(String[]::new));
        link(namespace, "set", name, "arp", "off", "up");
    }

    /** {@code ip} knows namespaces by process id too. */
    private static String ownNamespace() {
        return Long.toString(ProcessHandle.current().pid());
    }

    private void awaitUp(int number) {
        final long deadline = System.nanoTime() + Duration.ofSeconds(5).toNanos();
        while (!"UP".equals(show(number).path("operstate").asText())) {
            if (System.nanoTime() > deadline) {
                throw new IllegalStateException(receiver(number) + " does not come up: " + show(number));
            }
            pause();
        }
    }

    private static void pause() {
        try {
            Thread.sleep(2);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted", e);
        }
    }

    /** The file of the namespace that receives; that of this process when the receiver is in our own. */
    public Path receivingNetns() {
        return receivingName == null ? Path.of("/proc/self/ns/net") : Path.of("/run/netns", receivingName);
    }

    /** The file of the namespace that sends. */
    public Path sendingNetns() {
        return Path.of("/run/netns", sendingName);
    }

    /** The name of a receiving interface. */
    public String receiver(int number) {
        return receivers.get(number);
    }

    /** The name of a sending interface, in the sending namespace. */
    public String sender(int number) {
        return "tx" + number;
    }

    /** Starts to send and returns at once. */
    public Sender send(SendOptions options) {
        final List<String> command = new ArrayList<>(List.of("ip", "netns", "exec", sendingName));
        command.add(LiveRequirements.senderTool().toString());
        command.addAll(options.arguments(sender(options.pair())));
        final Sender sender = new Sender(Commands.start(command), Duration.ofSeconds(options.seconds() + 10L));
        senders.add(sender);
        return sender;
    }

    /** Sends, and returns how many frames the sender says it sent. */
    public long sendAndWait(SendOptions options) {
        try (Sender sender = send(options)) {
            return sender.await();
        }
    }

    /** How many packets a receiving interface has received. */
    public long rxPackets(int number) {
        return show(number).path("stats64").path("rx").path("packets").asLong(-1);
    }

    /** Takes a pair of interfaces away, as when a cable adapter is pulled out. */
    public void removeInterface(int number) {
        link(receivingName, "delete", receiver(number));
    }

    /** Puts a pair that was removed back, under the same names. */
    public void putBackInterface(int number) {
        makePair(sender(number), receiver(number), DEFAULT_MTU);
        awaitUp(number);
    }

    public void linkDown(int number) {
        link(receivingName, "set", receiver(number), "down");
    }

    public void linkUp(int number) {
        link(receivingName, "set", receiver(number), "up");
        awaitUp(number);
    }

    private JsonNode show(int number) {
        final String text = link(receivingName, "show", "dev", receiver(number));
        try {
            return JSON.readTree(text).path(0);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("ip said '" + text + "'", e);
        }
    }

    private static String link(@Nullable String namespace, String... arguments) {
        final List<String> command = new ArrayList<>(List.of("ip"));
        if (namespace != null) {
            command.addAll(List.of("-n", namespace));
        }
        command.addAll(List.of("-j", "-s", "link"));
        command.addAll(List.of(arguments));
        return Commands.run(command.toArray(String[]::new));
    }

    private static void run(@Nullable String namespace, String... command) {
        final List<String> whole = new ArrayList<>();
        if (namespace != null) {
            whole.addAll(List.of("ip", "netns", "exec", namespace));
        }
        whole.addAll(List.of(command));
        Commands.run(whole.toArray(String[]::new));
    }

    /** Kills the senders and removes interfaces and namespaces. */
    @Override
    public void close() {
        if (!OPEN.remove(this)) {
            return;
        }
        final List<RuntimeException> failures = new ArrayList<>();
        senders.forEach(sender -> attempt(sender::close, failures));
        // A namespace lives on while a leaked socket holds it; its interfaces need not.
        if (Files.exists(sendingNetns())) {
            for (int i = 0; i < receivers.size(); i++) {
                final String name = sender(i);
                attempt(() -> removeSender(name), failures);
            }
            attempt(() -> Commands.run("ip", "netns", "delete", sendingName), failures);
        }
        if (receivingName != null && Files.exists(receivingNetns())) {
            attempt(() -> Commands.run("ip", "netns", "delete", receivingName), failures);
        }
        if (!failures.isEmpty()) {
            final IllegalStateException failure =
                    new IllegalStateException("could not remove the network of " + sendingName, failures.get(0));
            failures.stream().skip(1).forEach(failure::addSuppressed);
            throw failure;
        }
    }

    private void removeSender(String name) {
        try {
            if (hasSender(name)) {
                link(sendingName, "delete", name);
            }
        } catch (RuntimeException e) {
            // The kernel takes a pair away later than the namespace of its other end.
            if (hasSender(name)) {
                throw e;
            }
        }
    }

    private boolean hasSender(String name) {
        return Commands.run("ip", "-n", sendingName, "-o", "link").contains(" " + name + "@");
    }

    private static void attempt(Runnable step, List<RuntimeException> failures) {
        try {
            step.run();
        } catch (RuntimeException e) {
            failures.add(e);
        }
    }
}
