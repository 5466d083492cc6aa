package io.ringcap.docs;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/** The pages that users read, as they are in the tree. Maven runs the tests in the folder of their module. */
final class Documentation {
    static final Path ROOT = Path.of("../..").toAbsolutePath().normalize();
    private static final List<String> SOURCE_ENDINGS =
            List.of(".java", ".c", ".h", ".sh", ".py", ".xml", ".txt", ".args");

    static final Path CHAPTERS = ROOT.resolve("docs");
    static final Path README = ROOT.resolve("README.md");

    private Documentation() {}

    /** README.md first, then the chapters in their order. */
    static List<Page> pages() {
        return Stream.concat(Stream.of(README), chapters().stream())
                .map(Page::read)
                .toList();
    }

    static List<Path> chapters() {
        try (Stream<Path> files = Files.list(CHAPTERS)) {
            return files.filter(file -> file.toString().endsWith(".md"))
                    .sorted()
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Everything of the checkout that a program or its build reads, without the pages. */
    static List<Path> sources() throws IOException {
        final List<Path> sources = new ArrayList<>(List.of(ROOT.resolve("pom.xml")));
        for (String folder : List.of("native", "java-api", "bench", "samples", ".ci")) {
            Files.walkFileTree(ROOT.resolve(folder), new SimpleFileVisitor<>() {
                @Override
                public FileVisitResult preVisitDirectory(Path each, BasicFileAttributes attributes) {
                    return each.endsWith("target") ? FileVisitResult.SKIP_SUBTREE : FileVisitResult.CONTINUE;
                }

                @Override
                public FileVisitResult visitFile(Path each, BasicFileAttributes attributes) {
                    final String name = each.getFileName().toString();
                    if (!name.contains(".") || SOURCE_ENDINGS.stream().anyMatch(name::endsWith)) {
                        sources.add(each);
                    }
                    return FileVisitResult.CONTINUE;
                }
            });
        }
        return sources;
    }

    static List<CodeBlock> blocks(String language) {
        return pages().stream()
                .flatMap(page -> page.blocks().stream())
                .filter(block -> block.language().equals(language))
                .toList();
    }
}
