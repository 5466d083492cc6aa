package io.ringcap.cli;

import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.UnmatchedArgumentException;

/** Says in two lines what is wrong with a command line, in the words of its options, and where help is. Stateless. */
final class WrongUsage {
    private static final int MOST_SUGGESTIONS = 3;
    private static final Pattern FIELD = Pattern.compile("(?<field>[a-z ]+?) (?<rest>(must|needs|has|is) .*)");

    private WrongUsage() {}

    static int report(Console console, ParameterException failure) {
        final CommandSpec command = failure.getCommandLine().getCommandSpec();
        console.error(
                failure instanceof UnmatchedArgumentException unmatched
                        ? unmatched(unmatched, command)
                        : text(String.valueOf(failure.getMessage())));
        console.err().println("Try '" + command.qualifiedName() + " --help' for what it takes.");
        return ExitCodes.USAGE;
    }

    private static String unmatched(UnmatchedArgumentException failure, CommandSpec command) {
        final String word = failure.getUnmatched().get(0);
        final boolean isOption = word.startsWith("-");
        final String what = isOption
                ? "there is no option '" + word + "'"
                : command.parent() == null
                        ? "there is no command '" + word + "'"
                        : "'" + word + "' belongs to no option";
        // Picocli puts the names of the commands before each command.
        final List<String> near = failure.getSuggestions().stream()
                .map(each -> each.substring(each.lastIndexOf(' ') + 1))
                .limit(MOST_SUGGESTIONS)
                .toList();
        return near.isEmpty() || (!isOption && command.parent() != null)
                ? what
                : what + "; did you mean " + String.join(" or ", near) + "?";
    }

    /** The library speaks of fields, the user has given options. */
    private static String text(String message) {
        final Matcher matcher = FIELD.matcher(message);
        if (!matcher.matches()) {
            return message;
        }
        final String option = switch (matcher.group("field")) {
            case "interface", "interfaces" -> "-i";
            case "snaplen" -> "-s";
            case "kernel buffer bytes" -> "--buffer";
            case "ring bytes" -> "--ring";
            case "flush" -> "--flush";
            case "file repeat" -> "--repeat";
            case "max duration" -> "--duration";
            case "rotate size" -> "--rotate-size";
            case "rotate time" -> "--rotate-every";
            case "keep files" -> "--keep-files";
            case "keep bytes" -> "--keep-bytes";
            case "keep age" -> "--keep-age";
            case "disk reserve" -> "--disk-reserve";
            default -> "";
        };
        return option.isEmpty() ? message : option + ' ' + matcher.group("rest");
    }
}
