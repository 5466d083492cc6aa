package io.ringcap.cli;

import io.ringcap.CaptureManager;
import io.ringcap.config.CaptureDevice;
import io.ringcap.message.MessageJson;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code ringcap devices}: what can be captured on. Runs on the main thread. */
@Command(
        name = "devices",
        customSynopsis = "${COMMAND-FULL-NAME} [--netns NAME|PATH] [--json]",
        description = "Lists the interfaces that can be captured on.",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        footer = {
            "",
            "Examples:",
            "  ${ROOT-COMMAND-NAME} devices",
            "  # in a network namespace, for a script",
            "  ${ROOT-COMMAND-NAME} devices --netns blue --json"
        })
final class DevicesCommand implements Callable<Integer> {
    private static final int MOST_NAME_CHARS = 24;

    private final Console console;

    @Option(
            names = "--netns",
            paramLabel = "NAME|PATH",
            converter = Conversions.Netns.class,
            description = "the interfaces of this network namespace")
    private @Nullable Path netns;

    @Option(names = "--json", description = "print each interface as a line of JSON")
    private boolean isJson;

    DevicesCommand(Console console) {
        this.console = console;
    }

    @Override
    public Integer call() {
        final List<CaptureDevice> devices = netns == null ? CaptureManager.devices() : CaptureManager.devices(netns);
        if (isJson) {
            devices.forEach(device -> console.line(MessageJson.toJson(device)));
        } else {
            print(devices);
        }
        return ExitCodes.DONE;
    }

    private void print(List<CaptureDevice> devices) {
        final int longest = devices.stream()
                .mapToInt(device -> device.name().length())
                .max()
                .orElse(0);
        final int width = Math.min(Math.max(longest, "NAME".length()), MOST_NAME_CHARS);
        row(width, "NAME", "STATE", "ADDRESSES", "DESCRIPTION");
        for (CaptureDevice device : devices) {
            row(width, device.name(), state(device), String.join(" ", device.addresses()), device.description());
        }
    }

    /** The addresses are last but one, and may be long: what follows them is set off instead of aligned. */
    private void row(int width, String name, String state, String addresses, String description) {
        console.line((padded(name, width) + "  " + padded(state, "running".length()) + "  " + padded(addresses, width)
                        + "  " + description)
                .stripTrailing());
    }

    private static String padded(String text, int width) {
        return text + " ".repeat(Math.max(width - text.length(), 0));
    }

    private static String state(CaptureDevice device) {
        return device.isRunning() ? "running" : device.isUp() ? "up" : "down";
    }
}
