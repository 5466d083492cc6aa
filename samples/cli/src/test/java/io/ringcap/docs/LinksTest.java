package io.ringcap.docs;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Links lead somewhere, every chapter can be reached, and what is named is there. */
class LinksTest {
    /** No test asks the network: who adds a link to another site looks at it himself, and adds it here. */
    private static final Set<String> KNOWN_SITES = Set.of("https://keepachangelog.com/en/1.1.0/");

    private static final Pattern NUMBERED = Pattern.compile("(\\d\\d)-[a-z0-9-]+\\.md");
    private static final Pattern OUR_PATH =
            Pattern.compile("((?:samples|bench|docs|native|java-api|\\.ci)/[\\w./-]*\\w)\\b.*");
    private static final Pattern OUR_CLASS = Pattern.compile("([A-Z]\\w+(?:Test|Benchmark|Bench))(?:\\..*)?");
    private static final Path TROUBLESHOOTING = Documentation.CHAPTERS.resolve("08-troubleshooting.md");
    private static final Pattern QUOTED = Pattern.compile("\"([^\"]+?)(?:\\.\\.\\.)?\"");
    private static final Pattern CHAPTER = Pattern.compile("docs/(\\d\\d-[a-z0-9-]+\\.md)");

    @Test
    void shouldLeadToFilesAndHeadingsThatExist() {
        final List<String> broken = new ArrayList<>();
        for (Page page : Documentation.pages()) {
            for (Page.Mention link : page.links()) {
                if (!leadsSomewhere(page, link.what())) {
                    broken.add(link.place() + ": " + link.what());
                }
            }
        }
        assertEquals(List.of(), broken);
    }

    /** Links of another form would not be looked at. */
    @Test
    void shouldBeLinksOfTheFormThatIsLookedAt() {
        final List<Page.Mention> others = Documentation.pages().stream()
                .flatMap(page -> page.otherLinks().stream())
                .toList();
        assertEquals(List.of(), others);
    }

    private static boolean leadsSomewhere(Page page, String link) {
        if (link.contains("://")) {
            return KNOWN_SITES.contains(link);
        }
        final int hash = link.indexOf('#');
        final Path target = target(page, link);
        if (!Files.exists(target)) {
            return false;
        }
        return hash < 0 || Page.read(target).anchors().contains(link.substring(hash + 1));
    }

    private static Path target(Page page, String link) {
        final int hash = link.indexOf('#');
        final String file = hash < 0 ? link : link.substring(0, hash);
        return file.isEmpty() ? page.path() : page.path().resolveSibling(file).normalize();
    }

    @Test
    void shouldLeadFromTheReadmeToEveryChapter() {
        final Set<Path> reached = new HashSet<>();
        final Deque<Path> waiting = new ArrayDeque<>(List.of(Documentation.README));
        while (!waiting.isEmpty()) {
            final Path path = waiting.remove();
            if (reached.add(path)) {
                final Page page = Page.read(path);
                page.links().stream()
                        .filter(link -> !link.what().contains("://"))
                        .map(link -> target(page, link.what()))
                        .filter(target -> target.toString().endsWith(".md") && Files.exists(target))
                        .forEach(waiting::add);
            }
        }
        final List<Path> left = Documentation.chapters().stream()
                .filter(chapter -> !reached.contains(chapter))
                .toList();
        assertEquals(List.of(), left);
    }

    @Test
    void shouldNumberChaptersWithoutGap() {
        final List<String> numbers = new ArrayList<>();
        for (Path chapter : Documentation.chapters()) {
            final Matcher numbered = NUMBERED.matcher(chapter.getFileName().toString());
            if (numbered.matches()) {
                numbers.add(numbered.group(1));
                final String heading = Page.read(chapter).prose().get(0).text();
                final String number = Integer.parseInt(numbered.group(1)) + ". ";
                assertTrue(heading.startsWith("# " + number), chapter + " begins with '" + heading + "'");
            }
        }
        assertEquals(
                IntStream.rangeClosed(1, numbers.size())
                        .mapToObj(number -> String.format(Locale.ROOT, "%02d", number))
                        .toList(),
                numbers);
    }

    @Test
    void shouldSayInOneLineForWhomAChapterIs() {
        for (Path chapter : Documentation.chapters()) {
            if (NUMBERED.matcher(chapter.getFileName().toString()).matches()) {
                final List<Page.Line> lines = Page.read(chapter).prose();
                assertTrue(lines.get(2).text().startsWith("For "), chapter + " does not say for whom it is");
                assertEquals("", lines.get(3).text(), chapter + ": that is one line");
            }
        }
    }

    @Test
    void shouldNameFilesAndTestsThatExist() throws IOException {
        final Set<String> classes = sources()
                .map(path -> path.getFileName().toString().replace(".java", ""))
                .collect(Collectors.toSet());
        final Set<String> wrong = new TreeSet<>();
        for (Page page : Documentation.pages()) {
            for (Page.Mention word : page.codeWords()) {
                final Matcher path = OUR_PATH.matcher(word.what());
                if (path.matches() && !path.group(1).contains("/target/") && !isThere(path.group(1))) {
                    wrong.add(word.place() + ": " + word.what());
                }
                final Matcher named = OUR_CLASS.matcher(word.what());
                if (named.matches() && !classes.contains(named.group(1))) {
                    wrong.add(word.place() + ": " + word.what());
                }
            }
        }
        assertEquals(Set.of(), wrong);
    }

    private static boolean isThere(String path) {
        return Files.exists(Documentation.ROOT.resolve(path));
    }

    /** Whoever looks for a message finds it. */
    @Test
    void shouldQuoteMessagesThatExist() throws IOException {
        final StringBuilder sources = new StringBuilder();
        for (Path source : sources().toList()) {
            sources.append(Files.readString(source));
        }
        final Set<String> wrong = new TreeSet<>();
        int count = 0;
        for (Page.Line line : Page.read(TROUBLESHOOTING).prose()) {
            final Matcher quoted = QUOTED.matcher(line.text().startsWith("| \"") ? line.text() : "");
            while (quoted.find()) {
                count++;
                if (sources.indexOf(quoted.group(1)) < 0) {
                    wrong.add(quoted.group(1));
                }
            }
        }
        assertEquals(Set.of(), wrong);
        assertTrue(count >= 3, "only " + count + " messages are quoted");
    }

    @Test
    void shouldBeNamedRightlyInTheSources() throws IOException {
        final Set<String> wrong = new TreeSet<>();
        for (Path source : sources().toList()) {
            final Matcher chapter = CHAPTER.matcher(Files.readString(source));
            while (chapter.find()) {
                if (!Files.exists(Documentation.CHAPTERS.resolve(chapter.group(1)))) {
                    wrong.add(source + ": " + chapter.group());
                }
            }
        }
        assertEquals(Set.of(), wrong);
    }

    private static Stream<Path> sources() throws IOException {
        final List<Path> sources = new ArrayList<>();
        for (String module :
                List.of("java-api/src", "bench/src", "bench/peer", "samples/cli/src", "samples/embedded/src")) {
            try (Stream<Path> files = Files.walk(Documentation.ROOT.resolve(module))) {
                files.filter(file -> file.toString().endsWith(".java")).forEach(sources::add);
            }
        }
        return sources.stream();
    }
}
