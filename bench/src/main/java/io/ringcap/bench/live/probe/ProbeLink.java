package io.ringcap.bench.live.probe;

import io.ringcap.bench.live.BenchNetwork;
import io.ringcap.bench.live.Tools;
import io.ringcap.config.CaptureSpec;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * The link that is measured: a pair of interfaces, each in a network namespace of its own, and the program that sends. Frames
 * are seen by nobody else. Immutable.
 *
 * @param netns the namespace's file of the interface that is captured on
 * @param sendNetns the namespace's file of the interface that is sent on
 * @param sender {@code ringcap-send}
 */
record ProbeLink(String netns, String receiver, String sendNetns, String sendInterface, Path sender) {
    private static final int RX_PACKETS_FIELD = 1;

    /** The first pair of a network. */
    static ProbeLink of(BenchNetwork network, Tools tools) {
        return new ProbeLink(
                namespaceFile(network.receivingName()),
                network.receiver(0),
                namespaceFile(network.sendingName()),
                network.sender(0),
                tools.sender());
    }

    /** As told by {@code --netns --interface --send-netns --send-interface --sender}; a namespace is a name or a file. */
    static ProbeLink of(ProbeArguments arguments) {
        return new ProbeLink(
                namespaceFile(arguments.text("netns")),
                arguments.text("interface", "rx0"),
                namespaceFile(arguments.text("send-netns")),
                arguments.text("send-interface", "tx0"),
                Path.of(arguments.text("sender")).toAbsolutePath());
    }

    /** The same as options of a command line. */
    List<String> asArguments() {
        return List.of(
                "--netns",
                netns,
                "--interface",
                receiver,
                "--send-netns",
                sendNetns,
                "--send-interface",
                sendInterface,
                "--sender",
                sender.toString());
    }

    /** What to capture: everything that comes in. */
    CaptureSpec.Builder spec() {
        return CaptureSpec.onInterface(receiver).netns(Path.of(netns)).shared(true);
    }

    /** Starts to send. */
    FrameSender send(FrameSender.Traffic traffic) throws IOException {
        final List<String> command = new ArrayList<>(List.of("nsenter", "--net=" + sendNetns, sender.toString()));
        command.add("--interface");
        command.add(sendInterface);
        command.addAll(traffic.asArguments());
        return FrameSender.start(command, traffic.seconds());
    }

    /** A program that runs where packets are received. */
    List<String> inReceivingNamespace(List<String> command) {
        final List<String> whole = new ArrayList<>(List.of("nsenter", "--net=" + netns));
        whole.addAll(command);
        return whole;
    }

    /** How many packets the receiving interface has received since it was made. */
    long rxPackets() throws IOException, InterruptedException {
        try (ChildProgram cat = ChildProgram.start(inReceivingNamespace(List.of("cat", "/proc/self/net/dev")))) {
            for (String line : cat.awaitLines(10)) {
                final String text = line.strip();
                if (text.startsWith(receiver + ":")) {
                    return Long.parseLong(
                            text.substring(receiver.length() + 1).strip().split(" +", -1)[RX_PACKETS_FIELD]);
                }
            }
        }
        throw new IOException(
                "no interface " + receiver + " in " + netns + "; name one that is there with --interface");
    }

    private static String namespaceFile(String nameOrFile) {
        return nameOrFile.startsWith("/") ? nameOrFile : "/run/netns/" + nameOrFile;
    }
}
