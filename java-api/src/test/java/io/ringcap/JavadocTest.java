package io.ringcap;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import javax.tools.Diagnostic;
import javax.tools.DiagnosticCollector;
import javax.tools.JavaCompiler;
import javax.tools.JavaFileObject;
import javax.tools.StandardJavaFileManager;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnJre;
import org.junit.jupiter.api.condition.JRE;
import org.junit.jupiter.api.io.TempDir;

/**
 * What users can see is described: all of doclint's checks, on every public package. The release's javadoc is made without the
 * group "missing", because it knows no exceptions, and there are two.
 */
@EnabledOnJre(value = JRE.JAVA_17, disabledReason = "later versions check other things; javadoc is made by 17")
final class JavadocTest {
    private static final Path SOURCES = Path.of("src/main/java");
    private static final Path INTERNAL = SOURCES.resolve("io/ringcap/internal");

    /** The components of a record are described where it is declared; its compact constructor has nothing to add. */
    private static final Pattern COMPACT_CONSTRUCTOR = Pattern.compile("public [A-Z]\\w* \\{");

    /** One sentence says what is set, and what comes back is a builder. */
    private static final Pattern BUILDING = Pattern.compile("public (static )?(Builder|Change) \\w+\\(");

    private static final Pattern TAG_MISSING = Pattern.compile("no @(param|return).*");

    @TempDir
    Path classes;

    @Test
    void shouldDescribeEverythingThatUsersSee() throws IOException {
        assertEquals("", String.join("\n", complaints(visibleSources())));
    }

    @Test
    void shouldNoticeWhatIsNotDescribed() throws IOException {
        final Path source = Files.createDirectories(classes.resolve("src/io/ringcap/sample"))
                .resolve("Sample.java");
        Files.writeString(source, """
                package io.ringcap.sample;
                /** Described. @param known as it should be */
                public record Sample(int known, int unknown) {
                    public int twice() {
                        return 2 * known;
                    }
                    /** Links to {@link Nothing}. */
                    public void link() {}
                }
                """, StandardCharsets.UTF_8);
        final String complaints = String.join("\n", complaints(List.of(source)));
        assertTrue(complaints.contains("Sample.java:4: no comment"), complaints);
        assertTrue(complaints.contains("reference not found"), complaints);
    }

    /** What is internal is taken from the compiled classes. */
    private static List<Path> visibleSources() throws IOException {
        try (Stream<Path> files = Files.walk(SOURCES)) {
            return files.filter(file -> file.toString().endsWith(".java") && !file.startsWith(INTERNAL))
                    .toList();
        }
    }

    private List<String> complaints(List<Path> sources) throws IOException {
        final JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
        final DiagnosticCollector<JavaFileObject> found = new DiagnosticCollector<>();
        final List<String> options = List.of(
                "-proc:none",
                "-Xdoclint:all/protected",
                "-Xmaxwarns",
                "10000",
                "-Xmaxerrs",
                "10000",
                "-d",
                classes.toString());
        try (StandardJavaFileManager files =
                compiler.getStandardFileManager(found, Locale.ENGLISH, StandardCharsets.UTF_8)) {
            compiler.getTask(null, files, found, options, null, files.getJavaFileObjectsFromPaths(sources))
                    .call();
        }
        final List<String> complaints = new ArrayList<>();
        for (Diagnostic<? extends JavaFileObject> diagnostic : found.getDiagnostics()) {
            if (diagnostic.getSource() != null && !isExcepted(diagnostic)) {
                complaints.add(Path.of(diagnostic.getSource().getName()).getFileName() + ":"
                        + diagnostic.getLineNumber() + ": " + diagnostic.getMessage(Locale.ENGLISH));
            }
        }
        return complaints;
    }

    private static boolean isExcepted(Diagnostic<? extends JavaFileObject> diagnostic) throws IOException {
        final String text = diagnostic.getMessage(Locale.ENGLISH);
        final String line = diagnostic
                .getSource()
                .getCharContent(true)
                .toString()
                .lines()
                .skip(diagnostic.getLineNumber() - 1)
                .limit(1)
                .collect(Collectors.joining());
        final boolean isTagMissing = TAG_MISSING.matcher(text).matches();
        return COMPACT_CONSTRUCTOR.matcher(line).find()
                ? isTagMissing || text.equals("no comment")
                : isTagMissing && BUILDING.matcher(line).find();
    }
}
