package io.ringcap.cli;

import java.util.List;
import java.util.stream.Collectors;
import picocli.CommandLine.Model.ArgSpec;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Model.PositionalParamSpec;

/**
 * The completion of the command for bash, and for zsh through its bashcompinit, made from what picocli knows of commands and
 * options. Picocli's own generator knows neither interfaces nor folders. Stateless.
 */
final class CompletionScript {
    private static final String ALTERNATIVES = "[a-z0-9.|-]+";

    /** The tables go in at COMMANDS, WORDS and VALUES. */
    private static final String TEMPLATE = """
            # Completes the ringcap command, by whatever path it is called. Made by 'ringcap completion'.
            if [ -n "${ZSH_VERSION-}" ]; then
                autoload -U +X compinit bashcompinit
                whence compdef >/dev/null || compinit
                bashcompinit
            fi

            # Adds the lines of $1 that begin as the current word does. Anybody may have chosen the name of an interface or a
            # namespace, and the line is going to be run: names that a shell would not take as they are, are left out.
            _ringcap_words() {
                local found
                while IFS= read -r found; do
                    case $found in
                        '' | *[!A-Za-z0-9._:@+-]*) ;;
                        "$word"*) COMPREPLY+=("$found") ;;
                    esac
                done <<< "$1"
            }

            # Adds files (-f) or folders (-d); readline closes the names of folders with a slash.
            _ringcap_paths() {
                local found
                while IFS= read -r found; do
                    [ -z "$found" ] || COMPREPLY+=("$found")
                done < <(compgen "$1" -- "$word")
                if type compopt >/dev/null 2>&1; then
                    compopt -o filenames "$2" default 2>/dev/null
                    [ "$1" = -f ] || compopt -o dirnames 2>/dev/null
                fi
            }

            _ringcap_complete() {
                local word=${COMP_WORDS[COMP_CWORD]} before=${COMP_WORDS[COMP_CWORD-1]} command='' values='' i
                local newline=$'\\n'
                COMPREPLY=()
                # bash takes --option=value apart.
                if [ "$word" = '=' ]; then
                    word=''
                elif [ "$before" = '=' ] && [ "$COMP_CWORD" -gt 2 ]; then
                    before=${COMP_WORDS[COMP_CWORD-2]}
                fi
                for ((i = 1; i < COMP_CWORD; i++)); do
                    case ${COMP_WORDS[i]} in
                        -*) ;;
                        *) command=${COMP_WORDS[i]}; break ;;
                    esac
                done
                if type compopt >/dev/null 2>&1; then
                    compopt +o default 2>/dev/null
                fi
                case "$command $before" in
            VALUES        *)
                        values=positional
                        ;;
                esac
                if [ "$values" = positional ]; then
                    case "$word:$command" in
                        -*) values=options ;;
            POSITIONAL            *) values=options ;;
                    esac
                fi
                if [ "$values" = options ]; then
                    case $command in
            OPTIONS            *) values='words COMMANDS' ;;
                    esac
                fi
                case $values in
                    interfaces) _ringcap_words "any$newline$(command ls /sys/class/net 2>/dev/null)" ;;
                    namespaces) _ringcap_words "$(command ls /run/netns 2>/dev/null)" ;;
                    folders) _ringcap_paths -d +o ;;
                    files) _ringcap_paths -f -o ;;
                    words*)
                        values=${values#words }
                        _ringcap_words "${values// /$newline}"
                        ;;
                esac
            }
            complete -o default -F _ringcap_complete ringcap
            """;

    private CompletionScript() {}

    static String of(CommandSpec root) {
        final StringBuilder values = new StringBuilder();
        final StringBuilder positional = new StringBuilder();
        final StringBuilder options = new StringBuilder();
        final String commands = String.join(" ", root.subcommands().keySet());
        root.subcommands().forEach((name, command) -> {
            final CommandSpec spec = command.getCommandSpec();
            for (OptionSpec option : spec.options()) {
                if (option.arity().max() > 0) {
                    values.append(arm(8, patterns(name + " ", option), kind(option, commands)));
                }
            }
            for (PositionalParamSpec parameter : spec.positionalParameters()) {
                positional.append(" ".repeat(12) + "*:" + name + ") values='" + kind(parameter, commands) + "' ;;\n");
            }
            options.append(arm(12, name, "words " + namesOf(spec)));
        });
        return TEMPLATE.replace("VALUES", values)
                .replace("POSITIONAL", positional)
                .replace("OPTIONS", options)
                .replace("COMMANDS", commands + ' ' + namesOf(root));
    }

    private static String arm(int indent, String pattern, String value) {
        return " ".repeat(indent) + "'" + pattern.replace("|", "' | '") + "') values='" + value + "' ;;\n";
    }

    private static String patterns(String prefix, OptionSpec option) {
        return List.of(option.names()).stream().map(each -> prefix + each).collect(Collectors.joining("|"));
    }

    private static String namesOf(CommandSpec command) {
        return command.options().stream().map(OptionSpec::longestName).collect(Collectors.joining(" "));
    }

    /** What the value is, as its label says. */
    private static String kind(ArgSpec argument, String commands) {
        final String label = argument.paramLabel();
        return switch (label) {
            case "IF" -> "interfaces";
            case "DIR", "JOURNAL_DIR" -> "folders";
            case "FILE" -> "files";
            case "NAME|PATH" -> "namespaces";
            case "COMMAND" -> "words " + commands;
            default -> label.matches(ALTERNATIVES) ? "words " + label.replace('|', ' ') : "";
        };
    }
}
