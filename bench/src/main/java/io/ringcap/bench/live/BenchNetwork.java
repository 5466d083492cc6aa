package io.ringcap.bench.live;

import static java.util.Objects.requireNonNull;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Two private network namespaces with pairs of veth interfaces between them, {@code tx0} to {@code rx0} and so on: no addresses,
 * no IPv6, no ARP, no offloads. Confined to the harness's thread; removed when it is closed, or when the JVM ends.
 */
public final class BenchNetwork implements AutoCloseable {
    private static final AtomicInteger NUMBERS = new AtomicInteger();
    private static final Duration UP_PATIENCE = Duration.ofSeconds(10);
    private static final int RX_PACKETS_COLUMN = 1;
    private static final int RUNNING_COLUMN = 5;
    // Longer than any run of the harness, in case that it is killed so hard that it cannot clean up.
    private static final String HOLDER_SECONDS = "7200";

    private final String sendingName;
    private final String receivingName;
    private final Tools tools;
    // A process in the receiving namespace: through its /proc folder the counters there can be read without entering.
    private @Nullable Child holder;

    private BenchNetwork(Tools tools) {
        final String prefix = "ringcap-bench-" + ProcessHandle.current().pid() + "-" + NUMBERS.incrementAndGet();
        this.sendingName = prefix + "-tx";
        this.receivingName = prefix + "-rx";
        this.tools = tools;
    }

    /** Makes a network of so many pairs, and waits until it is up. */
    public static BenchNetwork open(Tools tools, int pairs) throws IOException, InterruptedException {
        final BenchNetwork network = ExitWork.open(() -> new BenchNetwork(tools));
        try {
            network.make(pairs);
            return network;
        } catch (IOException | InterruptedException | RuntimeException e) {
            network.close();
            throw e;
        }
    }

    private void make(int pairs) throws IOException, InterruptedException {
        for (String name : List.of(sendingName, receivingName)) {
            Child.run("ip", "netns", "add", name);
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
        holder = Child.start(inReceiver("sleep", HOLDER_SECONDS));
        for (int i = 0; i < pairs; i++) {
            final List<String> add = new ArrayList<>(List.of("ip", "-n", sendingName, "link", "add", sender(i)));
            add.addAll(List.of("mtu", "1500", "txqueuelen", "1000", "type", "veth", "peer", "name", receiver(i)));
            add.addAll(List.of("mtu", "1500", "netns", receivingName));
            Child.run(add.toArray(String[]::new));
            prepare(sendingName, sender(i));
            prepare(receivingName, receiver(i));
        }
        for (int i = 0; i < pairs; i++) {
            awaitUp(receiver(i));
        }
    }

    private static void prepare(String namespace, String name) throws IOException, InterruptedException {
        final List<String> offloads = new ArrayList<>(List.of("ethtool", "-K", name));
        for (String feature : List.of("rx", "tx", "sg", "tso", "gso", "gro")) {
            offloads.addAll(List.of(feature, "off"));
        }
        run(namespace, offloads.toArray(String[]::new));
        Child.run("ip", "-n", namespace, "link", "set", name, "arp", "off", "up");
    }

    private void awaitUp(String name) throws IOException, InterruptedException {
        final long deadlineNs = System.nanoTime() + UP_PATIENCE.toNanos();
        String state;
        do {
            Thread.sleep(10);
            state = Child.run("ip", "-n", receivingName, "-o", "link", "show", "dev", name);
            if (System.nanoTime() > deadlineNs) {
                throw new IOException(name + " does not come up: " + state.strip());
            }
        } while (!state.contains("state UP"));
    }

    /** The namespace that receives, as {@code ip netns} names it. */
    public String receivingName() {
        return receivingName;
    }

    /** The file of the namespace that receives. */
    public Path receivingNetns() {
        return Path.of("/run/netns", receivingName);
    }

    /** The namespace that sends, as {@code ip netns} names it. */
    public String sendingName() {
        return sendingName;
    }

    /** The name of a receiving interface. */
    public String receiver(int number) {
        return "rx" + number;
    }

    /** The name of a sending interface. */
    public String sender(int number) {
        return "tx" + number;
    }

    /** A command that runs in the receiving namespace, as the process that is started itself. */
    public List<String> inReceiver(String... command) {
        final List<String> whole = new ArrayList<>(List.of("ip", "netns", "exec", receivingName));
        whole.addAll(List.of(command));
        return whole;
    }

    /** Starts to send over the first pair, and returns at once. */
    public Sending send(Traffic traffic) throws IOException {
        return send(0, traffic);
    }

    /** Starts to send over one pair, and returns at once. */
    public Sending send(int pair, Traffic traffic) throws IOException {
        final List<String> command = new ArrayList<>(
                List.of("ip", "netns", "exec", sendingName, tools.sender().toString()));
        command.addAll(traffic.arguments(sender(pair)));
        return new Sending(Child.start(command), traffic.seconds());
    }

    /** How many packets a receiving interface has received. */
    public long rxPackets(int number) {
        try (Stream<String> lines = Files.lines(ofHolder("net/dev"))) {
            return lines.map(String::strip)
                    .filter(line -> line.startsWith(receiver(number) + ":"))
                    .map(line -> line.substring(line.indexOf(':') + 1).strip().split("\\s+", -1))
                    .mapToLong(columns -> Long.parseLong(columns[RX_PACKETS_COLUMN]))
                    .findFirst()
                    .orElseThrow(() -> new IllegalStateException("there is no " + receiver(number)));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** How many packet sockets receive in the receiving namespace now: whoever captures has one. */
    public long capturingSockets() {
        try (Stream<String> lines = Files.lines(ofHolder("net/packet"))) {
            return lines.skip(1)
                    .map(line -> line.strip().split("\\s+", -1))
                    .filter(columns -> columns.length > RUNNING_COLUMN && "1".equals(columns[RUNNING_COLUMN]))
                    .count();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private Path ofHolder(String file) {
        return Path.of("/proc", Long.toString(requireNonNull(holder).pid()), file);
    }

    private static void run(String namespace, String... command) throws IOException, InterruptedException {
        final List<String> whole = new ArrayList<>(List.of("ip", "netns", "exec", namespace));
        whole.addAll(List.of(command));
        Child.run(whole.toArray(String[]::new));
    }

    /** Removes interfaces and namespaces. */
    @Override
    public void close() {
        if (!ExitWork.isToClose(this)) {
            return;
        }
        if (holder != null) {
            holder.close();
        }
        for (String name : List.of(sendingName, receivingName)) {
            remove(name);
        }
        ExitWork.closed(this);
    }

    private static void remove(String namespace) {
        final Path file = Path.of("/run/netns", namespace);
        try {
            if (Files.exists(file)) {
                Child.run("ip", "netns", "delete", namespace);
            }
        } catch (IOException e) {
            // Another thread of an ending JVM may have been faster.
            if (Files.exists(file)) {
                throw new UncheckedIOException(e);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
