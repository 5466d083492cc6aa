package io.ringcap.cli;

import io.ringcap.config.CaptureConfig;
import io.ringcap.config.CaptureSpec;
import io.ringcap.config.FileOptions;
import java.io.PrintStream;
import java.util.ArrayList;
import java.util.List;
import picocli.CommandLine;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.ParseResult;

/** The real command's options, for tests in other packages: what is read, and what comes of it. Confined to one thread. */
public final class CommandModel {
    private final CommandLine command;

    /** What the options of {@code ringcap record} come to. */
    public record Parsed(CaptureSpec spec, CaptureConfig config, FileOptions files) {}

    public CommandModel() {
        final Interruption interruption = new Interruption();
        // Its shutdown hook would wait for a command.
        interruption.ended(ExitCodes.DONE);
        final PrintStream stdout = System.out;
        try {
            command = Main.commandLine(Console.ofProcess(interruption), interruption);
        } finally {
            System.setOut(stdout);
        }
    }

    /** Reads arguments, the name of the command first; nothing is run. */
    public ParseResult parse(List<String> arguments) {
        return command.parseArgs(arguments.toArray(String[]::new));
    }

    /** The options of a command. */
    public List<OptionSpec> options(String name) {
        return command.getSubcommands().get(name).getCommandSpec().options();
    }

    /** Reads arguments of {@code ringcap record}, the name of the command not among them. */
    public Parsed record(List<String> arguments) {
        final List<String> words = new ArrayList<>(List.of("record"));
        words.addAll(arguments);
        final CommandSpec parsed = parse(words).subcommand().commandSpec();
        return new Parsed(
                mixin(parsed, SourceOptions.class).spec(),
                mixin(parsed, EngineOptions.class).config(),
                mixin(parsed, FilesOptions.class).options());
    }

    private static <T> T mixin(CommandSpec command, Class<T> type) {
        return command.mixins().values().stream()
                .map(CommandSpec::userObject)
                .filter(type::isInstance)
                .map(type::cast)
                .findAny()
                .orElseThrow(() -> new AssertionError("record has no " + type.getSimpleName()));
    }
}
