package io.ringcap.internal.files;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.ringcap.config.CompressFormat;
import io.ringcap.testing.Commands;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FileManifestTest {
    private static final int LINES_PER_PROCESS = 400;

    @TempDir
    Path folder;

    private FileManifest manifest;

    @BeforeEach
    void open() throws IOException {
        manifest = FileManifest.of(folder);
    }

    @Test
    void shouldKnowWhatWasAddedAndNotWhatWasRemoved() throws Exception {
        final FileCare care = new FileCare(CompressFormat.ZST, 9, Duration.ofDays(3));
        final FileManifest.Entry first = new FileManifest.Entry("a.pcap", 10, 1, 2, 3, "capture_7", care, true);
        final FileManifest.Entry second = OwnFiles.entry("b.pcap", 20);
        manifest.add(first, second, OwnFiles.entry("c.pcap", 30));
        manifest.remove(List.of("c.pcap", "never-heard-of"));
        assertEquals(List.of(first, second), manifest.read());
        assertEquals(
                "rw-r-----",
                PosixFilePermissions.toString(Files.getPosixFilePermissions(folder.resolve(".ringcap-files"))));
    }

    @Test
    void shouldKnowNothingInAFolderWithoutManifest() throws Exception {
        assertEquals(List.of(), manifest.read());
        assertTrue(Files.notExists(folder.resolve(FileManifest.NAME)), "looking made it");
    }

    @Test
    void shouldPassOverATornLastLineAndCutItWithTheNext() throws Exception {
        manifest.add(OwnFiles.entry("a.pcap", 10));
        final Path file = folder.resolve(FileManifest.NAME);
        final String whole = Files.readString(file);
        Files.writeString(file, "F\tb.pcap\t20\t17000", StandardOpenOption.APPEND);
        assertEquals(List.of("a.pcap"), names());

        manifest.add(OwnFiles.entry("c.pcap", 30));
        assertEquals(List.of("a.pcap", "c.pcap"), names());
        assertTrue(Files.readString(file).startsWith(whole + "F\tc.pcap\t"), Files.readString(file));
    }

    @Test
    void shouldKeepOddNamesAsTheyAre() throws Exception {
        final List<String> odd = List.of(
                "tab\there",
                "line\nbreak",
                "100%",
                "%0a",
                "-rf",
                " ",
                "..x",
                "\u00fc\u4e2d\ud83d\ude00",
                "\u0085",
                "a\u007fb");
        for (String name : odd) {
            manifest.add(OwnFiles.entry(name, 1));
        }
        assertEquals(odd, names());
        manifest.remove(odd);
        assertEquals(List.of(), names());
    }

    @Test
    void shouldNeverNameAFileOfAnotherFolder() throws Exception {
        for (String name : List.of("", ".", "..", "../a", "/etc/passwd", "a/b", "a/", "\0")) {
            assertThrows(IllegalArgumentException.class, () -> OwnFiles.entry(name, 1), name);
        }
        final String fields = "\t1\t1\t1\t1\tcapture_1\tcapture\t-\t6\t0\n";
        Files.writeString(
                folder.resolve(FileManifest.NAME),
                "F\t../a" + fields + "F\t%2e%2e" + fields + "F\t/a" + fields + "F\tgood" + fields);
        assertEquals(List.of("good"), names());
    }

    @Test
    void shouldPassOverLinesThatItDoesNotUnderstand() throws Exception {
        manifest.add(OwnFiles.entry("a.pcap", 10));
        Files.writeString(
                folder.resolve(FileManifest.NAME),
                "X\tof a later version\n\nF\nF\tx\tnot a number\t1\t1\t1\tc\tcapture\t-\t6\t0\nR\n%zz\nF\t%z\n",
                StandardOpenOption.APPEND);
        manifest.add(OwnFiles.entry("b.pcap", 20));
        assertEquals(List.of("a.pcap", "b.pcap"), names());
    }

    @Test
    void shouldKeepWhatIsAskedForWhenThePublisherComesLater() throws Exception {
        final FileManifest.Entry asked = OwnFiles.kept("a.pcap", 10, Duration.ofDays(1));
        manifest.add(asked);
        manifest.add(OwnFiles.entry("a.pcap", 10));
        assertEquals(List.of(asked), manifest.read());
    }

    @Test
    void shouldShrinkWhenMostOfItsFilesAreGone() throws Exception {
        final List<FileManifest.Entry> all = OwnFiles.daily(manifest, 500, 1);
        final long full = Files.size(folder.resolve(FileManifest.NAME));
        for (FileManifest.Entry entry : all.subList(0, 450)) {
            Files.delete(folder.resolve(entry.name()));
        }
        // Gone without a word; noticed when as much again has been appended.
        for (int i = 0; i < 200; i++) {
            OwnFiles.make(manifest, "late-" + i, 1);
        }
        final long shrunk = Files.size(folder.resolve(FileManifest.NAME));
        assertTrue(shrunk < full * 2 / 3, full + " bytes became " + shrunk);
        assertEquals(250, manifest.read().size());
        assertEquals("day-450.pcap", names().get(0));
    }

    @Test
    void shouldLoseNothingWhenProcessesAndThreadsAppendAtOnce() throws Exception {
        final List<Commands> others = new ArrayList<>();
        try {
            for (String name : List.of("left", "right")) {
                others.add(Commands.start(List.of(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-cp",
                        System.getProperty("java.class.path"),
                        Appender.class.getName(),
                        folder.toString(),
                        name)));
            }
            final List<Thread> threads = new ArrayList<>();
            for (String name : List.of("one", "two")) {
                final Thread thread = new Thread(() -> append(folder, name));
                thread.start();
                threads.add(thread);
            }
            for (Thread thread : threads) {
                thread.join();
            }
            for (Commands other : others) {
                other.await(Duration.ofSeconds(60));
            }
        } finally {
            others.forEach(Commands::close);
        }
        // Every second one was removed; compaction went on meanwhile, for none of the files exists but these.
        final List<String> names = names();
        for (String name : List.of("left", "right", "one", "two")) {
            assertEquals(
                    IntStream.range(0, LINES_PER_PROCESS)
                            .filter(i -> i % 2 == 1)
                            .mapToObj(i -> name + "-" + i)
                            .toList(),
                    names.stream().filter(each -> each.startsWith(name + "-")).toList());
        }
    }

    @Test
    void shouldNotFollowALink() throws Exception {
        final Path target = Files.writeString(folder.resolve("precious"), "untouched");
        Files.createSymbolicLink(folder.resolve(FileManifest.NAME), target);
        final IOException refused = assertThrows(IOException.class, () -> manifest.add(OwnFiles.entry("a.pcap", 10)));
        assertTrue(refused.getMessage().contains("cannot note files in"), refused.getMessage());
        assertEquals("untouched", Files.readString(target));
    }

    private List<String> names() throws IOException {
        return manifest.read().stream().map(FileManifest.Entry::name).toList();
    }

    private static void append(Path folder, String name) {
        try {
            final FileManifest manifest = FileManifest.of(folder);
            for (int i = 0; i < LINES_PER_PROCESS; i++) {
                OwnFiles.make(manifest, name + "-" + i, 1);
                if (i % 2 == 0) {
                    manifest.remove(List.of(name + "-" + i));
                }
            }
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Another process that appends. */
    static final class Appender {
        private Appender() {}

        public static void main(String[] arguments) {
            append(Path.of(arguments[0]), arguments[1]);
        }
    }
}
