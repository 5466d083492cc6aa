package io.ringcap.cli;

import io.ringcap.message.LibraryVersion;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.IVersionProvider;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;
import picocli.CommandLine.UnmatchedArgumentException;

/** Entry point of the {@code ringcap} command: reads the arguments and ends the process with the exit code of the command. */
@Command(
        name = "ringcap",
        description = "Captures packets, records them, and counts every one that is lost.",
        mixinStandardHelpOptions = true,
        versionProvider = Main.Version.class,
        footer = {
            "",
            "'ringcap COMMAND --help' shows the options of a command.",
            "",
            "Exit codes: 0 done, 1 failed, 2 usage, 3 permission or a missing prerequisite."
        })
public final class Main implements Runnable {
    @Spec
    private CommandSpec command = CommandSpec.create();

    private Main() {}

    public static void main(String[] args) {
        LogSetup.install();
        final Interruption interruption = new Interruption();
        final Console console = Console.ofProcess(interruption);
        int exitCode = ExitCodes.FAILED;
        try {
            exitCode = console.close(commandLine(console, interruption).execute(args));
        } finally {
            interruption.ended(exitCode);
        }
        System.exit(exitCode);
    }

    private static CommandLine commandLine(Console console, Interruption interruption) {
        final CommandLine main = new CommandLine(new Main())
                .addSubcommand(new RecordCommand(console, interruption))
                .addSubcommand(new ReplayCommand(console, interruption))
                .addSubcommand(new DevicesCommand(console))
                .addSubcommand(new DemoCommand(console, interruption));
        return main.setOut(new PrintWriter(console.out(), true, StandardCharsets.UTF_8))
                .setErr(new PrintWriter(console.err(), true, StandardCharsets.UTF_8))
                .setCaseInsensitiveEnumValuesAllowed(true)
                .setUsageHelpAutoWidth(false)
                .setUsageHelpWidth(console.terminal().helpColumns())
                .setParameterExceptionHandler((failure, arguments) -> onUsage(console, failure))
                .setExecutionExceptionHandler((failure, line, parsed) -> Failures.report(console, failure));
    }

    private static int onUsage(Console console, ParameterException failure) {
        console.error(String.valueOf(failure.getMessage()));
        if (failure instanceof UnmatchedArgumentException unmatched) {
            UnmatchedArgumentException.printSuggestions(unmatched, console.err());
        }
        console.err()
                .println("Try '" + failure.getCommandLine().getCommandSpec().qualifiedName()
                        + " --help' for what it takes.");
        return ExitCodes.USAGE;
    }

    /** Without a command there is nothing to do. */
    @Override
    public void run() {
        throw new ParameterException(
                command.commandLine(),
                "a command is needed: "
                        + String.join(", ", command.subcommands().keySet()));
    }

    /** What {@code --version} prints. */
    static final class Version implements IVersionProvider {
        @Override
        public String[] getVersion() {
            return new String[] {"ringcap " + LibraryVersion.TEXT + ", Java " + Runtime.version()};
        }
    }
}
