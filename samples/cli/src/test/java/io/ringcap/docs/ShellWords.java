package io.ringcap.docs;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Finds the commands in shell text, and what their arguments are. Knows quotes, comments and what ends a command. */
final class ShellWords {
    private static final Pattern WORD =
            Pattern.compile("\\s*(#.*|&&|\\|\\||[|;&<>()]|(?:'[^']*'|\"[^\"]*\"|[^\\s'\"|;&<>()])+)");
    private static final Pattern QUOTED = Pattern.compile("'([^']*)'|\"([^\"]*)\"");
    private static final Set<String> NAMES = Set.of("samples/ringcap", "/path/to/samples/ringcap");
    private static final String OPERATORS = "[|;&<>()]+";

    private ShellWords() {}

    /** The arguments of each call of the command. */
    static List<List<String>> calls(String text) {
        final List<List<String>> calls = new ArrayList<>();
        for (List<String> command : commands(text)) {
            for (int i = 0; i < command.size(); i++) {
                if (NAMES.contains(command.get(i))) {
                    calls.add(command.subList(i + 1, command.size()));
                }
            }
        }
        return calls;
    }

    /** The words of each command; what output is sent to is none. */
    static List<List<String>> commands(String text) {
        final List<List<String>> commands = new ArrayList<>();
        for (String line : text.replace("\\\n", " ").lines().toList()) {
            List<String> command = new ArrayList<>();
            boolean isFile = false;
            for (String word : words(line)) {
                if (!word.matches(OPERATORS)) {
                    if (!isFile) {
                        command.add(word);
                    }
                    isFile = false;
                } else if (word.matches("[<>]")) {
                    isFile = true;
                } else {
                    commands.add(command);
                    command = new ArrayList<>();
                    isFile = false;
                }
            }
            commands.add(command);
        }
        commands.removeIf(List::isEmpty);
        return commands;
    }

    private static List<String> words(String line) {
        final List<String> words = new ArrayList<>();
        final Matcher word = WORD.matcher(line);
        while (word.lookingAt() && !word.group(1).startsWith("#")) {
            words.add(QUOTED.matcher(word.group(1))
                    .replaceAll(quoted ->
                            Matcher.quoteReplacement(quoted.group(1) == null ? quoted.group(2) : quoted.group(1))));
            word.region(word.end(), line.length());
        }
        return words;
    }
}
