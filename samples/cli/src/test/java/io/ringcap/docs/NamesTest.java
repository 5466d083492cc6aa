package io.ringcap.docs;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** What stands between backticks as a name, an option or a property is in the sources. */
class NamesTest {
    private static final Pattern NAME = Pattern.compile("@?[A-Za-z_][\\w]*(?:[.#][A-Za-z_]\\w*)*(?:\\([\\w., ]*\\))?");
    private static final Pattern WORD = Pattern.compile("[A-Za-z_]\\w*");
    private static final Pattern OPTION = Pattern.compile("(?<![\\w-])--?[a-z][a-z-]*");
    private static final Path CONFIGURATION = Documentation.CHAPTERS.resolve("03-configuration.md");
    private static final Pattern PROPERTY_ROW = Pattern.compile("\\| `((?:ringcap\\.|RINGCAP_|JAVA_)[\\w.]+)`.*");

    /** Names of others, and names that nothing is to have. */
    private static final Set<String> FOREIGN = Set.of(
            "jlink",
            "sun.misc.Unsafe",
            "nsswitch.conf",
            "--network host",
            "chgrp",
            "BatchEventProcessor",
            "rx_packets",
            "IRQ_TIME_ACCOUNTING",
            "jps",
            "jstat",
            "perf",
            "MADV_POPULATE_WRITE",
            "fallocate",
            "scm",
            "Helper",
            "Impl",
            "Manager2",
            "Util",
            "shouldPublishLastBlockWhenStoppedOnSilentLink",
            "ini",
            "_sec",
            "_ts",
            "_usec",
            "-journal",
            "-pcap");

    private static String texts() throws Exception {
        final StringBuilder texts = new StringBuilder();
        for (Path source : Documentation.sources()) {
            // The tests of the pages say what is wrong as well.
            final boolean isOfPages = source.toString().contains("/io/ringcap/docs/");
            texts.append(source.getFileName()).append(' ').append(isOfPages ? "" : Files.readString(source));
        }
        return texts.toString();
    }

    @Test
    void shouldBeInTheSources() throws Exception {
        final String texts = texts();
        final Set<String> words = new HashSet<>();
        WORD.matcher(texts).results().forEach(word -> words.add(word.group()));
        final Set<String> options = new HashSet<>();
        OPTION.matcher(texts).results().forEach(option -> options.add(option.group()));
        final Set<String> wrong = new TreeSet<>();
        int count = 0;
        for (Page page : Documentation.pages()) {
            for (Page.Mention code : page.codeWords()) {
                if (FOREIGN.contains(code.what())) {
                    continue;
                }
                final boolean isName = NAME.matcher(code.what()).matches();
                final boolean isOption = code.what().startsWith("-");
                count += isName || isOption ? 1 : 0;
                final Matcher parts = (isName ? WORD : OPTION).matcher(code.what());
                while ((isName || isOption) && parts.find()) {
                    final String part = parts.group();
                    if (!(isName ? hasOrMakes(words, part) : options.contains(part))) {
                        wrong.add(code.place() + ": " + code.what());
                    }
                }
            }
        }
        assertEquals(Set.of(), wrong);
        assertTrue(count >= 500, "only " + count + " names were found");
    }

    /** Names of JSON are made of those of Java. */
    private static boolean hasOrMakes(Set<String> words, String name) {
        final String component = Pattern.compile("_([a-z])")
                .matcher(name)
                .replaceAll(letter -> letter.group(1).toUpperCase(Locale.ROOT));
        return words.contains(name)
                || words.contains(component)
                || (name.contains("_") && words.contains(name.toUpperCase(Locale.ROOT)));
    }

    @Test
    void shouldListPropertiesThatAreRead() throws Exception {
        final String texts = texts();
        final List<String> listed = new ArrayList<>();
        final List<String> unread = new ArrayList<>();
        for (Page.Line line : Page.read(CONFIGURATION).prose()) {
            final Matcher row = PROPERTY_ROW.matcher(line.text());
            if (row.matches()) {
                listed.add(row.group(1));
                if (!texts.contains('"' + row.group(1) + '"') && !texts.contains("${" + row.group(1) + ":-")) {
                    unread.add(row.group(1));
                }
            }
        }
        assertEquals(List.of(), unread);
        assertTrue(listed.size() >= 8, listed::toString);
    }
}
