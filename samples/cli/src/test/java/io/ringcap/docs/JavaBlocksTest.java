package io.ringcap.docs;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.ringcap.message.SessionState;
import io.ringcap.message.SessionStatus;
import io.ringcap.testing.Waits;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.lang.reflect.Method;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The Java of the pages compiles against what is built, and what is marked by {@code <!-- run -->} runs. */
class JavaBlocksTest {
    private static final Duration PATIENCE = Duration.ofSeconds(20);

    @TempDir
    private Path folder;

    @Test
    void shouldCompile() {
        final List<Snippet> snippets = new ArrayList<>();
        for (CodeBlock block : Documentation.blocks("java")) {
            if (!isModule(block)) {
                snippets.add(Snippet.of(block.place(), block.text()));
            }
        }
        assertTrue(snippets.size() >= 15, "only " + snippets.size() + " blocks were found");
        assertEquals(List.of(), SnippetCompiler.compile(snippets).problems());
    }

    private static boolean isModule(CodeBlock block) {
        return block.text().startsWith("module ");
    }

    /** It is compiled there, against the jar on a module path, by {@code samples/consumer/run}. */
    @Test
    void shouldShowTheModuleOfTheConsumer() throws Exception {
        final String consumer =
                Files.readString(Documentation.ROOT.resolve("samples/consumer/src/main/java/module-info.java"));
        final List<CodeBlock> modules = Documentation.blocks("java").stream()
                .filter(JavaBlocksTest::isModule)
                .toList();
        assertFalse(modules.isEmpty());
        for (CodeBlock module : modules) {
            assertEquals(statements(consumer), statements(module.text()), module.place());
        }
    }

    private static List<String> statements(String source) {
        return source.lines()
                .map(String::strip)
                .filter(line -> !line.isEmpty() && !line.startsWith("/") && !line.startsWith("*"))
                .toList();
    }

    /** A file takes the place of the interface, and our folder that of /var/captures; nobody waits. */
    @Test
    void shouldRunWhereMarked() throws Exception {
        final Path packets = DocumentedTraffic.write(folder.resolve("packets.pcap"));
        final List<CodeBlock> marked =
                Documentation.blocks("java").stream().filter(CodeBlock::isRun).toList();
        assertTrue(marked.size() >= 3, "only " + marked.size() + " blocks are marked");
        for (CodeBlock block : marked) {
            final Path place = folder.resolve(block.place().replaceAll("\\W", "_"));
            final String text = block.text()
                    .replace("onInterface(\"eth0\")", "fromFile(Path.of(\"" + packets + "\"))")
                    .replace("/var/captures", place.toString())
                    .replaceAll("Thread\\.sleep\\([\\d_]+\\)", "Thread.sleep(50)");
            final Snippet snippet = Snippet.of(block.place(), text);
            final SnippetCompiler.Result result = SnippetCompiler.compile(List.of(snippet));
            assertEquals(List.of(), result.problems());
            final String printed = run(snippet, result.classes());
            assertFalse(printed.isBlank(), block.place() + " prints nothing");
        }
    }

    /** The service of the README, which somebody will copy: it is called as its methods say, on a file. */
    @Test
    void shouldServeCapturesOnDemand() throws Exception {
        final Path packets = DocumentedTraffic.write(folder.resolve("packets.pcap"));
        final Path captures = folder.resolve("captures");
        final CodeBlock block = Documentation.blocks("java").stream()
                .filter(each -> each.text().startsWith("public final class CaptureService "))
                .findFirst()
                .orElseThrow();
        final Snippet snippet = Snippet.of(
                block.place(),
                block.text()
                        .replace("onInterface(interfaceName)", "fromFile(Path.of(interfaceName))")
                        .replace("/var/captures", captures.toString()));
        final SnippetCompiler.Result compiled = SnippetCompiler.compile(List.of(snippet));
        assertEquals(List.of(), compiled.problems());
        final Class<?> type = new SnippetCompiler.Loader(compiled.classes()).loadClass(snippet.typeName());
        try (AutoCloseable service =
                (AutoCloseable) type.getDeclaredConstructor().newInstance()) {
            final Object id =
                    type.getMethod("start", String.class, String.class).invoke(service, packets.toString(), "udp");
            final Method status = type.getMethod("status", String.class);
            Waits.until(
                    PATIENCE,
                    () -> ((SessionStatus) status.invoke(service, id)).state() == SessionState.COMPLETED,
                    "the capture has not ended");
            type.getMethod("stop", String.class).invoke(service, id);
            final Optional<?> file =
                    (Optional<?>) type.getMethod("file", String.class).invoke(service, id);
            assertEquals(captures, ((Path) file.orElseThrow()).getParent());
            final SessionStatus ended = (SessionStatus) status.invoke(service, id);
            assertEquals(DocumentedTraffic.PACKETS, ended.stats().packets());
        }
    }

    private static String run(Snippet snippet, Map<String, byte[]> classes) throws Exception {
        final PrintStream stdout = System.out;
        final ByteArrayOutputStream printed = new ByteArrayOutputStream();
        System.setOut(new PrintStream(printed, true, StandardCharsets.UTF_8));
        try {
            assertTimeoutPreemptively(
                    PATIENCE, () -> snippet.run(new SnippetCompiler.Loader(classes)), snippet.place());
        } finally {
            System.setOut(stdout);
        }
        return printed.toString(StandardCharsets.UTF_8);
    }

    @Test
    void shouldFindWhatDoesNotCompile() {
        final Snippet wrong = Snippet.of("a page:1", "CaptureSpec.onInterface(\"eth0\").filtre(\"udp\").build();\n");
        final List<String> problems = SnippetCompiler.compile(List.of(wrong)).problems();
        assertEquals(1, problems.size(), problems::toString);
        assertTrue(problems.get(0).contains("filtre"), problems::toString);
        assertTrue(problems.get(0).startsWith("a page:1"), problems::toString);
    }
}
