package io.ringcap.cli;

import io.ringcap.message.LibraryVersion;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import net.openhft.chronicle.core.shutdown.PriorityHook;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.IVersionProvider;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;
import picocli.CommandLine.TypeConversionException;
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
    private static final System.Logger LOG = System.getLogger(Main.class.getName());
    private static final int LAST_PRIORITY = 100;

    @Spec
    private CommandSpec command = CommandSpec.create();

    private Main() {}

    public static void main(String[] args) {
        LogSetup.install();
        registerForeignHook();
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

    /**
     * Chronicle registers its shutdown hook when it is first used. The JVM refuses that once a signal has come, and a session that
     * is just starting would fail instead of ending in good order; so it is done before signals are ours.
     */
    private static void registerForeignHook() {
        try {
            PriorityHook.add(LAST_PRIORITY, () -> {});
        } catch (NoClassDefFoundError e) {
            LOG.log(
                    System.Logger.Level.DEBUG,
                    "without Chronicle Queue there is no journal; who asks for one is told",
                    e);
        }
    }

    private static CommandLine commandLine(Console console, Interruption interruption) {
        final CommandLine main = new CommandLine(new Main())
                .addSubcommand(new RecordCommand(console, interruption))
                .addSubcommand(new ReplayCommand(console, interruption))
                .addSubcommand(new DevicesCommand(console))
                .addSubcommand(new DoctorCommand(console))
                .addSubcommand(new RecoverCommand(console))
                .addSubcommand(new DemoCommand(console, interruption));
        return main.registerConverter(Path.class, Main::path)
                .setOut(new PrintWriter(console.out(), true, StandardCharsets.UTF_8))
                .setErr(new PrintWriter(console.err(), true, StandardCharsets.UTF_8))
                .setCaseInsensitiveEnumValuesAllowed(true)
                // A process may be called @name.
                .setExpandAtFiles(false)
                .setUsageHelpAutoWidth(false)
                .setUsageHelpWidth(console.terminal().helpColumns())
                .setParameterExceptionHandler((failure, arguments) -> onUsage(console, failure))
                .setExecutionExceptionHandler((failure, line, parsed) -> Failures.report(console, failure));
    }

    /** A variable of a script that is not set must not mean the current folder. */
    private static Path path(String text) {
        if (text.isBlank()) {
            throw new TypeConversionException("must not be empty");
        }
        return Path.of(text);
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
