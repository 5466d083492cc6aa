package io.ringcap.docs;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A Markdown file, taken apart. Immutable.
 *
 * @param path its absolute path
 * @param prose its lines with their numbers, without those of code blocks
 */
record Page(Path path, List<Line> prose, List<CodeBlock> blocks) {
    /** What a block may be; {@code text} and {@code ini} are for output, pictures, and files of other programs. */
    static final Set<String> LANGUAGES = Set.of("sh", "java", "json", "xml", "ini", "text");

    private static final Pattern FENCE = Pattern.compile("```(\\w+)");
    private static final String END = "```";

    /** Also what only looks like a fence, or is one for other readers: nothing is left out in silence. */
    private static final Pattern LIKE_FENCE = Pattern.compile("[\\s>*+-]*(?:\\d+[.)]\\s+)?(?:```|~~~).*");

    private static final Pattern MARK = Pattern.compile("<!--\\s*(.*?)\\s*-->");
    private static final Pattern LINK = Pattern.compile("!?\\[(?:[^\\]\\\\]|\\\\.)*\\]\\(([^)\\s]+)\\)");
    private static final Pattern OTHER_LINK = Pattern.compile(
            "(\\w+://[^\\s)>]+|^\\s*\\[[^\\]]+\\]:.*|\\]\\[[^\\]]*\\]|^[^\\[]*\\]\\([^)]*\\)|\\]\\([^)]*$)");
    private static final Pattern CODE = Pattern.compile("`([^`]+)`");
    private static final Pattern HEADING = Pattern.compile("#{1,6}\\s+(.*)");

    /** One line of text. */
    record Line(int number, String text) {}

    /** Something that a page names, and where. */
    record Mention(String place, String what) {}

    Page {
        prose = List.copyOf(prose);
        blocks = List.copyOf(blocks);
    }

    static Page read(Path path) {
        final List<String> lines;
        try {
            lines = Files.readAllLines(path);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        final List<Line> prose = new ArrayList<>();
        final List<CodeBlock> blocks = new ArrayList<>();
        for (int i = 0; i < lines.size(); i++) {
            final Matcher fence = FENCE.matcher(lines.get(i));
            final String place = path.getFileName() + ":" + (i + 1);
            if (!LIKE_FENCE.matcher(lines.get(i)).matches()) {
                prose.add(new Line(i + 1, lines.get(i)));
                continue;
            }
            if (!fence.matches() || !LANGUAGES.contains(fence.group(1))) {
                throw new AssertionError(place + ": a block begins with ``` in the first column and one of " + LANGUAGES
                        + ", nothing else");
            }
            final Matcher mark = MARK.matcher(i == 0 ? "" : lines.get(i - 1));
            final StringBuilder text = new StringBuilder();
            for (i++; i < lines.size() && !lines.get(i).equals(END); i++) {
                if (LIKE_FENCE.matcher(lines.get(i)).matches()) {
                    throw new AssertionError(place + ": the block ends with ``` in the first column, nothing else");
                }
                text.append(lines.get(i)).append('\n');
            }
            if (i == lines.size()) {
                throw new AssertionError(place + ": the block has no end");
            }
            blocks.add(new CodeBlock(place, fence.group(1), mark.matches() ? mark.group(1) : "", text.toString()));
        }
        return new Page(path, prose, blocks);
    }

    /** The targets of its links and images, as they are written. */
    List<Mention> links() {
        return found(LINK, true);
    }

    /** What stands between backticks. */
    List<Mention> codeWords() {
        return found(CODE, false);
    }

    /** What looks like a link, and is none that {@link #links} finds: addresses in prose, references, links over two lines. */
    List<Mention> otherLinks() {
        return found(OTHER_LINK, true).stream()
                .filter(mention ->
                        links().stream().noneMatch(link -> link.what().equals(mention.what())))
                .toList();
    }

    private List<Mention> found(Pattern pattern, boolean isCodeLeftOut) {
        final List<Mention> found = new ArrayList<>();
        for (Line line : prose) {
            // A link may hold code, but code holds no links.
            final String text = isCodeLeftOut ? CODE.matcher(line.text()).replaceAll("code") : line.text();
            final Matcher matcher = pattern.matcher(text);
            while (matcher.find()) {
                found.add(new Mention(path.getFileName() + ":" + line.number(), matcher.group(1)));
            }
        }
        return found;
    }

    /** The anchors that its headings have, by GitHub's rule. */
    Set<String> anchors() {
        final Set<String> anchors = new HashSet<>();
        final Map<String, Integer> counts = new HashMap<>();
        for (Line line : prose) {
            final Matcher heading = HEADING.matcher(line.text());
            if (heading.matches()) {
                final String slug = heading.group(1)
                        .strip()
                        .toLowerCase(Locale.ROOT)
                        .replaceAll("[^\\p{L}\\p{N} _-]", "")
                        .replace(' ', '-');
                final int before = counts.merge(slug, 1, Integer::sum) - 1;
                anchors.add(before == 0 ? slug : slug + "-" + before);
            }
        }
        return anchors;
    }
}
