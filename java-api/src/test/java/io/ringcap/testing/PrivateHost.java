package io.ringcap.testing;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * A network namespace with nothing but a loopback interface, and processes in it that do what a test tells them. Confined to the
 * test's thread; {@link #close()} ends the processes and removes the namespace.
 */
public final class PrivateHost implements AutoCloseable {
    private static final AtomicInteger NUMBERS = new AtomicInteger();

    private final String name = "rcap-" + ProcessHandle.current().pid() + "-h" + NUMBERS.incrementAndGet();
    private final List<TalkingProcess> processes = new ArrayList<>();

    private PrivateHost() {}

    public static PrivateHost open() {
        final PrivateHost host = new PrivateHost();
        Commands.run("ip", "netns", "add", host.name);
        try {
            Commands.run("ip", "-n", host.name, "link", "set", "lo", "up");
        } catch (RuntimeException e) {
            host.close();
            throw e;
        }
        return host;
    }

    /** Starts a process in it, whose name is that of the tool. */
    public TalkingProcess process() {
        return process(LiveRequirements.tool("ringcap-talk"));
    }

    /** Starts a copy of the tool in it, or with other words before it. */
    public TalkingProcess process(Path tool, String... prefix) {
        final List<String> command = new ArrayList<>(List.of("ip", "netns", "exec", name));
        command.addAll(List.of(prefix));
        command.add(tool.toString());
        final TalkingProcess process = new TalkingProcess(command);
        processes.add(process);
        // Before it answers it may be "ip" still, outside of the namespace.
        final long[] socket = process.tell("listen udp4 127.0.0.1 0");
        process.tell("close " + socket[0]);
        return process;
    }

    /** The tool that is started, to be copied. */
    public static Path tool() {
        return LiveRequirements.tool("ringcap-talk");
    }

    /** The name under which {@code ip} knows it. */
    public String name() {
        return name;
    }

    /** Its file. */
    public Path netns() {
        return Path.of("/run/netns", name);
    }

    @Override
    public void close() {
        processes.forEach(TalkingProcess::close);
        Commands.run("ip", "netns", "delete", name);
    }
}
