package io.ringcap.sink;

import static io.ringcap.sink.TestBlocks.SOME_TIME_NS;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.ringcap.message.CaptureInterface;
import io.ringcap.packet.PacketBlock;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CaptureFileWriterTest {
    private static final int ETHERNET = 1;
    private static final CaptureInterface CARD =
            new CaptureInterface(0, "eth0", ETHERNET, 262_144, null, null, null, true, false);

    @TempDir
    Path folder;

    @Test
    void shouldGiveTheFileItsNameWhenClosed() throws Exception {
        final Path file = folder.resolve("new/out.pcapng");
        final CaptureFileWriter writer = writer(file);
        writer.write(onePacket());
        assertEquals(List.of("out.pcapng.part"), FileReaders.names(folder.resolve("new")));
        writer.close();
        writer.close();
        writer.abort();

        assertEquals(List.of("out.pcapng"), FileReaders.names(folder.resolve("new")));
        assertEquals(1, FileReaders.tshark(file).size());
        assertThrows(IOException.class, () -> writer.write(onePacket()));
    }

    @Test
    void shouldRemoveWhatWasWrittenWhenAborted() throws Exception {
        try (CaptureFileWriter writer = writer(folder.resolve("out.pcapng"))) {
            writer.write(onePacket());
            writer.abort();
        }

        assertEquals(List.of(), FileReaders.names(folder));
    }

    @Test
    void shouldRefuseANameThatIsTaken() throws Exception {
        final Path file = Files.writeString(folder.resolve("taken.pcapng"), "mine");
        Files.writeString(folder.resolve("busy.pcapng.part"), "theirs");

        for (String name : List.of("taken.pcapng", "busy.pcapng")) {
            final IOException refusal = assertThrows(IOException.class, () -> writer(folder.resolve(name)));
            assertTrue(refusal.getMessage().contains("remove it or choose another name"), refusal.getMessage());
            assertTrue(refusal.getMessage().contains(folder.resolve(name).toString()), refusal.getMessage());
        }

        assertEquals("mine", Files.readString(file));
        assertEquals(List.of("busy.pcapng.part", "taken.pcapng"), FileReaders.names(folder));
    }

    @Test
    void shouldNotReplaceAFileThatTookTheNameInTheMeantime() throws Exception {
        final Path file = folder.resolve("out.pcapng");
        final CaptureFileWriter writer = writer(file);
        writer.write(onePacket());
        Files.writeString(file, "mine");

        assertThrows(IOException.class, writer::close);

        assertEquals("mine", Files.readString(file));
        assertEquals(List.of("out.pcapng", "out.pcapng.part"), FileReaders.names(folder));
        assertEquals(1, FileReaders.tshark(folder.resolve("out.pcapng.part")).size());
    }

    private static PacketBlock onePacket() {
        return new TestBlocks(1024)
                .begin(0, ETHERNET)
                .packet(SOME_TIME_NS, TestBlocks.bytes(60, 1))
                .block();
    }

    private static CaptureFileWriter writer(Path file) throws IOException {
        return new CaptureFileWriter(file, FileFormat.PCAPNG, List.of(CARD), "", "");
    }
}
