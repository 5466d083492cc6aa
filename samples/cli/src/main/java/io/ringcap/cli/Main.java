package io.ringcap.cli;

import io.ringcap.config.Direction;
import io.ringcap.config.SourceChoice;
import io.ringcap.message.LibraryVersion;
import io.ringcap.sink.FileFormat;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.Map;
import java.util.function.Function;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.HelpCommand;
import picocli.CommandLine.IHelpSectionRenderer;
import picocli.CommandLine.IVersionProvider;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.UsageMessageSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;
import picocli.CommandLine.TypeConversionException;

/** Entry point of the {@code ringcap} command: reads the arguments and ends the process with the exit code of the command. */
@Command(
        name = "ringcap",
        description = "Captures packets, records them, and counts every one that is lost.",
        mixinStandardHelpOptions = true,
        versionProvider = Main.Version.class,
        synopsisSubcommandLabel = "COMMAND",
        footer = {
            "",
            "Examples:",
            "  # shows that it works here: makes traffic, records it, replays it",
            "  ${ROOT-COMMAND-NAME} demo",
            "  # what can be captured on, and whether it can be",
            "  ${ROOT-COMMAND-NAME} devices",
            "  ${ROOT-COMMAND-NAME} doctor",
            "  # a line for each of the next hundred packets",
            "  ${ROOT-COMMAND-NAME} record -i any --packets 100",
            "  # HTTPS of one interface into files, for half a minute",
            "  ${ROOT-COMMAND-NAME} record -i eth0 -f 'tcp port 443' -w captures --duration 30s",
            "  # made traffic, without privileges, into a journal; and what is in it",
            "  ${ROOT-COMMAND-NAME} record --synthetic 200 --packets 5000 --journal journal",
            "  ${ROOT-COMMAND-NAME} replay journal --count",
            "",
            "'${ROOT-COMMAND-NAME} help COMMAND' shows a command's options and more examples.",
            "",
            "Exit codes: 0 done, 1 failed, 2 usage, 3 permission or a missing prerequisite."
        })
public final class Main implements Runnable {

    /** How the launcher was called, so that the examples of the help, and what else is to be typed, can be used as they are. */
    private static final String NAME_PROPERTY = "ringcap.cli.name";

    @Spec
    private CommandSpec command = CommandSpec.create();

    private Main() {}

    public static void main(String[] args) {
        LogSetup.install();
        JournalStart.prepare(args);
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

    /** The command with its subcommands, called as the user calls it. */
    static CommandLine commandLine(Console console, Interruption interruption) {
        final CommandLine main = new CommandLine(new Main())
                .addSubcommand(new RecordCommand(console, interruption))
                .addSubcommand(new ReplayCommand(console, interruption))
                .addSubcommand(new DevicesCommand(console))
                .addSubcommand(new DoctorCommand(console))
                .addSubcommand(new RecoverCommand(console))
                .addSubcommand(new DemoCommand(console, interruption))
                .addSubcommand(new CompletionCommand(console))
                .addSubcommand(new HelpCommand());
        main.getSubcommands().values().forEach(Main::groupOptions);
        main.getSubcommands().values().forEach(Main::keepLines);
        keepLines(main);
        return main.setCommandName(name())
                .registerConverter(Path.class, Main::path)
                .registerConverter(Integer.class, text -> number(text, Integer::valueOf))
                .registerConverter(int.class, text -> number(text, Integer::valueOf))
                .registerConverter(Long.class, text -> number(text, Long::valueOf))
                .registerConverter(FileFormat.class, new Choice<>(FileFormat.class))
                .registerConverter(Direction.class, new Choice<>(Direction.class))
                .registerConverter(SourceChoice.class, new Choice<>(SourceChoice.class))
                .registerConverter(EngineOptions.Profile.class, new Choice<>(EngineOptions.Profile.class))
                .registerConverter(TargetOptions.Unattributed.class, new Choice<>(TargetOptions.Unattributed.class))
                .registerConverter(SinkOptions.Other.class, new Choice<>(SinkOptions.Other.class))
                .setOut(new PrintWriter(console.out(), true, StandardCharsets.UTF_8))
                .setErr(new PrintWriter(console.err(), true, StandardCharsets.UTF_8))
                // A process may be called @name.
                .setExpandAtFiles(false)
                .setUsageHelpAutoWidth(false)
                .setUsageHelpWidth(console.terminal().helpColumns())
                .setParameterExceptionHandler((failure, arguments) -> WrongUsage.report(console, failure))
                .setExecutionExceptionHandler((failure, command, parsed) -> onFailure(console, command, failure));
    }

    /** What to type to call the command: as it was called. */
    static String name() {
        return System.getProperty(NAME_PROPERTY, "ringcap");
    }

    private static void groupOptions(CommandLine command) {
        final Map<String, IHelpSectionRenderer> sections = command.getHelpSectionMap();
        sections.put(UsageMessageSpec.SECTION_KEY_OPTION_LIST_HEADING, help -> "");
        sections.put(UsageMessageSpec.SECTION_KEY_OPTION_LIST, new OptionGroups());
    }

    /** Examples are to be pasted: whatever the width and the name of the command, a line stays one. */
    private static void keepLines(CommandLine command) {
        command.getHelpSectionMap()
                .put(
                        UsageMessageSpec.SECTION_KEY_FOOTER,
                        help -> String.join(
                                        System.lineSeparator(),
                                        help.commandSpec().usageMessage().footer())
                                + System.lineSeparator());
    }

    /** A variable of a script that is not set must not mean the current folder. */
    private static Path path(String text) {
        if (text.isBlank()) {
            throw new TypeConversionException("must not be empty");
        }
        try {
            return Path.of(text);
        } catch (InvalidPathException e) {
            throw new TypeConversionException("'" + text + "' is no name of a file in this locale, whose charset is "
                    + System.getProperty("sun.jnu.encoding") + "; set LC_ALL=C.UTF-8");
        }
    }

    private static <T> T number(String text, Function<String, T> parse) {
        try {
            return parse.apply(text);
        } catch (NumberFormatException e) {
            throw new TypeConversionException("'" + text + "' is not a whole number, or too large a one");
        }
    }

    private static int onFailure(Console console, CommandLine command, Exception failure) {
        return failure instanceof UsageException
                ? WrongUsage.report(
                        console, new ParameterException(command, String.valueOf(failure.getMessage()), failure))
                : Failures.report(console, failure);
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
