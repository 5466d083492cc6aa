package io.ringcap.cli;

import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** {@code ringcap completion}: teaches a shell to complete the command. Runs on the main thread. */
@Command(
        name = "completion",
        description = "Prints what makes bash or zsh complete commands, options, interfaces and folders.",
        mixinStandardHelpOptions = true,
        footer = {
            "",
            "Examples:",
            "  # in this shell",
            "  source <(${ROOT-COMMAND-NAME} completion)",
            "  # in each new one: a line in ~/.bashrc or ~/.zshrc, with the absolute path",
            "  # source <(/path/to/samples/ringcap completion)"
        })
final class CompletionCommand implements Callable<Integer> {
    private final Console console;

    @Spec
    private CommandSpec command = CommandSpec.create();

    CompletionCommand(Console console) {
        this.console = console;
    }

    @Override
    public Integer call() {
        console.out().print(CompletionScript.of(command.root()));
        return ExitCodes.DONE;
    }
}
