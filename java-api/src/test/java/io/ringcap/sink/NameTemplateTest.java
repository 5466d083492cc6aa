package io.ringcap.sink;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.ringcap.config.FileOptions;
import io.ringcap.message.CaptureException;
import io.ringcap.message.ErrorCode;
import io.ringcap.message.SessionId;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class NameTemplateTest {
    @TempDir
    Path folder;

    @Test
    void shouldFillInWhatTellsFilesApart() {
        final String stem = NameTemplate.of("{host}-{interface}-{session}-{key}-{start}-{index}")
                .stem(context("eth0+lo", "my key"), "box", 1_732_179_600_123_456L, 7);
        assertEquals("box-eth0_lo-capture_1-my_key-20241121T090000.123Z-00007", stem);
    }

    @Test
    void shouldLetNoValueLeadOutOfTheFolder() {
        final String stem = NameTemplate.of("{key}{interface}").stem(context("../../etc/x\n", "../"), "", 0, 0);
        assertTrue(stem.matches("[A-Za-z0-9._-]+") && !stem.startsWith("."), stem);
    }

    @Test
    void shouldStayWithinTheLengthOfANameWhateverIsFilledIn() {
        final String stem = NameTemplate.of("{key}").stem(context("eth0", "k".repeat(5000)), "", 0, 0);
        assertEquals(200, stem.length());
    }

    @Test
    void shouldTellFilesApartHoweverLongTheirNames() {
        final NameTemplate template =
                NameTemplate.of("{key}_" + "x".repeat(180) + "_{index}").forFiles(true);
        final SinkContext context = context("eth0", "k".repeat(100));
        assertNotEquals(template.stem(context, "", 0, 1), template.stem(context, "", 0, 2));
        assertEquals(200, template.stem(context, "", 0, 2).length());
    }

    @Test
    void shouldBeginNoNameWithAMinusThatAValueBrings() {
        assertEquals("_-rf_00001", NameTemplate.of("{key}").forFiles(true).stem(context("eth0", "-rf"), "", 0, 1));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "../x",
                "/etc/x",
                "a/b",
                "a\\b",
                "..",
                ".hidden",
                "a\nb",
                "a\u0000b",
                "{pid}",
                "{index",
                "index}",
                "{}",
                "-rf",
                "a\u202eb",
                "a\u2028b"
            })
    void shouldRefuseWhatIsNotOnlyAName(String text) {
        final FileOptions options = FileOptions.builder().nameTemplate(text).build();
        final CaptureException refusal = assertThrows(CaptureException.class, () -> Sinks.pcapng(folder, options));
        assertEquals(ErrorCode.START_INVALID_PARAMS, refusal.code());
        assertTrue(refusal.getMessage().startsWith("name template '"), refusal.getMessage());
        assertTrue(refusal.getMessage().chars().noneMatch(Character::isISOControl), refusal.getMessage());
    }

    @Test
    void shouldRefuseATemplateThatIsTooLong() {
        assertThrows(CaptureException.class, () -> NameTemplate.of("x".repeat(201)));
    }

    @Test
    void shouldRefuseAFolderThatIsALink() throws Exception {
        final Path real = Files.createDirectory(folder.resolve("real"));
        final Path link = Files.createSymbolicLink(folder.resolve("link"), real);
        final CaptureException refusal =
                assertThrows(CaptureException.class, () -> Sinks.pcap(link).open(context("eth0", "")));
        assertEquals(ErrorCode.START_INVALID_PARAMS, refusal.code());
        assertTrue(refusal.getMessage().contains("is a symbolic link"), refusal.getMessage());
        assertTrue(refusal.getMessage().endsWith(real.toString()), refusal.getMessage());
    }

    private static SinkContext context(String target, String key) {
        return new SinkContext(
                new SessionId(1, key, "capture_1"),
                "pcap",
                0,
                "",
                target,
                FileOptions.defaults(),
                ready -> {},
                gone -> {});
    }
}
