package io.ringcap.cli;

import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * Runs many commands in one JVM, since starting one for each takes most of the time. The argument is a file with an argument
 * in each line and an empty line behind each command. Prints a line with the exit code behind what each command prints.
 */
public final class CommandScript {
    /** What the line with the exit code begins with. */
    public static final String EXIT = "exit code ";

    private CommandScript() {}

    public static void main(String[] args) throws IOException {
        LogSetup.install();
        // What went wrong stands where it happened.
        System.setErr(new PrintStream(new FileOutputStream(FileDescriptor.out), true, StandardCharsets.UTF_8));
        final Interruption interruption = new Interruption();
        final Console console = Console.ofProcess(interruption);
        try {
            run(console, interruption, Files.readAllLines(Path.of(args[0])));
        } finally {
            interruption.ended(ExitCodes.DONE);
        }
    }

    private static void run(Console console, Interruption interruption, List<String> lines) {
        final List<String> command = new ArrayList<>();
        for (String line : lines) {
            if (line.isEmpty()) {
                final int exitCode = Main.commandLine(console, interruption).execute(command.toArray(String[]::new));
                console.line(EXIT + exitCode);
                command.clear();
            } else {
                command.add(line);
            }
        }
    }
}
