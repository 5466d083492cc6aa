package io.ringcap.docs;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** What commands of the pages may name: files of the checkout, its classes, modules, profiles and settings. Immutable. */
final class KnownCommands {
    /** Programs that are not ours. */
    private static final Set<String> TOOLS =
            Set.of("apt-get", "ethtool", "grep", "java", "mvn", "setpriv", "source", "sudo", "top", "tshark");

    /** They start the program behind their own options. */
    private static final Set<String> STARTERS = Set.of("sudo", "setpriv");

    private static final Set<String> GOALS = Set.of("verify", "test", "package", "install", "spotless:apply");
    private static final Pattern VARIABLE = Pattern.compile("([A-Z][A-Z_]*)=.*");
    private static final Pattern PROFILE = Pattern.compile("<profile>\\s*<id>([^<]+)</id>");
    private static final Pattern OUR_SETTING = Pattern.compile("-D((?:ringcap|jmh)\\.[\\w.]+)(?:=.*)?");
    private static final Pattern OUR_TYPE = Pattern.compile("io\\.ringcap\\.[\\w.]+");
    private static final String PLACEHOLDER = "/path/to/";

    private final Set<String> classes = new HashSet<>();
    private final Set<String> profiles;
    private final String sources;

    private KnownCommands(List<Path> files) throws IOException {
        final StringBuilder texts = new StringBuilder();
        final StringBuilder poms = new StringBuilder();
        for (Path file : files) {
            final String name = file.getFileName().toString();
            if (name.endsWith(".java")) {
                classes.add(Documentation.ROOT.relativize(file).toString());
            }
            final String text = Files.readString(file);
            // What is wrong on purpose there is nowhere else.
            if (!name.equals("CommandsTest.java")) {
                texts.append(text).append('\n');
            }
            if (name.equals("pom.xml")) {
                poms.append(text);
            }
        }
        sources = texts.toString();
        profiles = PROFILE.matcher(poms).results().map(each -> each.group(1)).collect(Collectors.toSet());
    }

    static KnownCommands read() throws IOException {
        return new KnownCommands(Documentation.sources());
    }

    /** What is not there of what a command names. */
    Optional<String> problem(List<String> command) {
        int at = 0;
        while (at < command.size() && VARIABLE.matcher(command.get(at)).matches()) {
            final String variable = command.get(at).replaceFirst("=.*", "");
            if (!isSaid(variable)) {
                return Optional.of("nothing reads " + variable);
            }
            at++;
        }
        if (at == command.size()) {
            return Optional.empty();
        }
        final String name = command.get(at).replaceFirst("^" + PLACEHOLDER, "");
        final List<String> arguments = command.subList(at + 1, command.size());
        if (name.contains("/")) {
            return ofScript(name, arguments);
        }
        if (!TOOLS.contains(name)) {
            return Optional.of("no program " + name);
        }
        if (STARTERS.contains(name)) {
            return ofStarted(arguments);
        }
        return switch (name) {
            case "java" -> ofJava(arguments);
            case "mvn" -> ofMaven(arguments);
            default -> Optional.empty();
        };
    }

    private Optional<String> ofStarted(List<String> arguments) {
        for (int i = 0; i < arguments.size(); i++) {
            final String word = arguments.get(i);
            if (TOOLS.contains(word) || (word.contains("/") && !word.startsWith("-"))) {
                return problem(arguments.subList(i, arguments.size()));
            }
        }
        return Optional.of("starts nothing that is known: " + arguments);
    }

    private Optional<String> ofScript(String name, List<String> arguments) {
        if (!Files.isExecutable(Documentation.ROOT.resolve(name))) {
            return Optional.of("no program " + name);
        }
        return arguments.stream()
                .filter(argument -> argument.startsWith("--") && !name.equals("samples/ringcap"))
                .filter(option -> !isSaid(option))
                .findFirst()
                .map(option -> name + " has no " + option);
    }

    private Optional<String> ofJava(List<String> arguments) {
        for (String argument : arguments) {
            if (argument.startsWith("@") && !Files.exists(Documentation.ROOT.resolve(argument.substring(1)))) {
                return Optional.of("no file " + argument);
            }
            if (OUR_TYPE.matcher(argument).matches() && !hasClass("/" + argument.replace('.', '/') + ".java")) {
                return Optional.of("no class " + argument);
            }
        }
        return Optional.empty();
    }

    private Optional<String> ofMaven(List<String> arguments) {
        for (int i = 0; i < arguments.size(); i++) {
            final String argument = arguments.get(i);
            final boolean isModules = i > 0 && arguments.get(i - 1).equals("-pl");
            final List<String> missing = new ArrayList<>();
            if (isModules) {
                missing.addAll(missing(
                        argument,
                        module ->
                                Files.exists(Documentation.ROOT.resolve(module).resolve("pom.xml"))));
            } else if (argument.startsWith("-P")) {
                missing.addAll(missing(argument.substring(2), profiles::contains));
            } else if (argument.startsWith("-Dtest=")) {
                missing.addAll(missing(argument.substring(7), test -> hasClass("/" + test + ".java")));
            } else if (OUR_SETTING.matcher(argument).matches()) {
                missing.addAll(missing(argument.replaceFirst("^-D", "").replaceFirst("=.*", ""), this::isSaid));
            } else if (!argument.startsWith("-")) {
                missing.addAll(missing(argument, GOALS::contains));
            }
            if (!missing.isEmpty()) {
                return Optional.of("mvn: no " + missing);
            }
        }
        return Optional.empty();
    }

    private static List<String> missing(String list, Predicate<String> isThere) {
        return Arrays.stream(list.split(","))
                .filter(each -> !isThere.test(each))
                .toList();
    }

    private boolean isSaid(String name) {
        return Pattern.compile("(?<![\\w-])" + Pattern.quote(name) + "(?![\\w-])")
                .matcher(sources)
                .find();
    }

    private boolean hasClass(String end) {
        return classes.stream().anyMatch(path -> ("/" + path).endsWith(end));
    }
}
