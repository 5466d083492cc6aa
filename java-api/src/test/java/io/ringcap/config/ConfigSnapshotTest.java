package io.ringcap.config;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.ringcap.message.CaptureException;
import io.ringcap.message.ErrorCode;
import io.ringcap.testing.SampleConfigs;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.RecordComponent;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashSet;
import java.util.Set;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;

/** The hash of a snapshot, field by field, and what a snapshot refuses. */
class ConfigSnapshotTest {
    private static final RecordComponent[] COMPONENTS = ConfigSnapshot.class.getRecordComponents();
    /** All but the hash itself and the time. */
    private static final int HASHED = COMPONENTS.length - 2;

    @Test
    void shouldKeepItsHashAcrossRunsAndMachines() {
        assertEquals(2_069_875_636L, ConfigSnapshot.defaults().configHash());
        assertEquals(3_803_476_710L, SampleConfigs.allSaid().build().configHash());
    }

    @Test
    void shouldHaveEqualHashesForEqualValues() {
        assertEquals(SampleConfigs.allSaid().build(), SampleConfigs.allSaid().build());
        assertEquals(
                SampleConfigs.allSaid().configTimestamp(1).build().configHash(),
                SampleConfigs.allSaid().configTimestamp(2).build().configHash());
        assertEquals(
                SampleConfigs.allSaid().build(),
                SampleConfigs.allSaid().build().toBuilder().build());
    }

    @Test
    void shouldChangeItsHashWithEachSingleField() throws Exception {
        assertEquals("configHash", COMPONENTS[HASHED].getName());
        assertEquals("configTimestamp", COMPONENTS[HASHED + 1].getName());
        final ConfigSnapshot base = SampleConfigs.allSaid().build();
        final Set<Long> hashes = new HashSet<>(Set.of(base.configHash()));
        for (int i = 0; i < HASHED; i++) {
            final String name = COMPONENTS[i].getName();
            final Object[] values = values(base);
            values[i] = changed(values[i]);
            assertMismatchRefused(values, name);

            final long hash = CanonicalForm.hash(Arrays.copyOf(values, HASHED));
            assertTrue(hashes.add(hash), name + " does not change the hash");
            values[HASHED] = hash;
            assertEquals(values[i], COMPONENTS[i].getAccessor().invoke(made(values)), name);
        }
    }

    @Test
    void shouldSetExactlyTheFieldThatTheBuilderIsTold() throws Exception {
        final ConfigSnapshot base = SampleConfigs.allSaid().build();
        for (int i = 0; i < COMPONENTS.length; i++) {
            if (i == HASHED) {
                continue;
            }
            final Object[] expected = values(base);
            expected[i] = changed(expected[i]);
            final boolean isPath = COMPONENTS[i].getName().equals("outputDir");
            final Class<?> type = isPath ? Path.class : COMPONENTS[i].getType();
            final ConfigSnapshot.Builder builder = base.toBuilder();
            ConfigSnapshot.Builder.class
                    .getMethod(COMPONENTS[i].getName(), type)
                    .invoke(builder, isPath ? Path.of((String) expected[i]) : expected[i]);
            expected[HASHED] = CanonicalForm.hash(Arrays.copyOf(expected, HASHED));
            assertEquals(made(expected), builder.build(), COMPONENTS[i].getName());
        }
    }

    @Test
    void shouldHaveTheDefaultsOfTheProtocol() {
        final ConfigSnapshot defaults = ConfigSnapshot.defaults();
        assertEquals("", defaults.outputDir());
        assertEquals("{session}_{index}", defaults.filenameTemplate());
        assertEquals(262_144, defaults.snaplen());
        assertEquals(100, defaults.compressThresholdMb());
        assertEquals(CompressFormat.TAR_GZ, defaults.compressFormat());
        assertEquals(6, defaults.compressLevel());
        assertEquals(7, defaults.retainDays());
        assertEquals(100, defaults.cleanBatchSize());
        assertEquals(10, defaults.diskThresholdGb());
    }

    @Test
    void shouldNameTheFieldThatMakesNoSense() {
        assertRefused("filename_template", builder -> builder.filenameTemplate(" "));
        assertRefused("filename_template", builder -> builder.filenameTemplate("a\nb"));
        assertRefused("output_dir", builder -> builder.outputDir(Path.of("/a\nretain_days=1")));
        assertRefused("file_rotate_size_mb", builder -> builder.fileRotateSizeMb(-1));
        assertRefused("file_rotate_count", builder -> builder.fileRotateCount(-1));
        assertRefused("file_rotate_seconds", builder -> builder.fileRotateSeconds(-1));
        assertRefused("file_rotate_packets", builder -> builder.fileRotatePackets(-1));
        assertRefused("max_duration_sec", builder -> builder.maxDurationSec(-1));
        assertRefused("max_bytes", builder -> builder.maxBytes(-1));
        assertRefused("max_packets", builder -> builder.maxPackets(-1));
        assertRefused("snaplen", builder -> builder.snaplen(0));
        assertRefused("snaplen", builder -> builder.snaplen(262_145));
        assertRefused("compress_threshold_mb", builder -> builder.compressThresholdMb(-1));
        assertRefused("compress_level", builder -> builder.compressLevel(0));
        assertRefused("compress_level", builder -> builder.compressLevel(10));
        assertRefused("retain_days", builder -> builder.retainDays(-1));
        assertRefused("clean_batch_size", builder -> builder.cleanBatchSize(0));
        assertRefused("disk_threshold_gb", builder -> builder.diskThresholdGb(-1));
        assertRefused("config_timestamp", builder -> builder.configTimestamp(-1));
    }

    @Test
    void shouldMakeTheOutputFolderAbsoluteAndRefuseARelativeOne() {
        final ConfigSnapshot built =
                ConfigSnapshot.builder().outputDir(Path.of("captures")).build();
        assertEquals(Path.of("captures").toAbsolutePath().toString(), built.outputDir());
        final Object[] values = values(built);
        values[0] = "captures";
        values[HASHED] = CanonicalForm.hash(Arrays.copyOf(values, HASHED));
        final CaptureException refused = assertThrows(CaptureException.class, () -> made(values));
        assertTrue(refused.getMessage().startsWith("output_dir must be an absolute path"), refused.getMessage());
    }

    private static Object changed(Object value) {
        if (value instanceof Boolean flag) {
            return !flag;
        } else if (value instanceof Integer number) {
            // Down, because one of them is at its upper end.
            return number - 1;
        } else if (value instanceof Long number) {
            return number + 1;
        } else if (value instanceof CompressFormat) {
            return CompressFormat.GZ;
        }
        return value + "x";
    }

    private static Object[] values(ConfigSnapshot snapshot) {
        return Arrays.stream(COMPONENTS)
                .map(component -> {
                    try {
                        return component.getAccessor().invoke(snapshot);
                    } catch (ReflectiveOperationException e) {
                        throw new LinkageError(e.getMessage(), e);
                    }
                })
                .toArray();
    }

    private static ConfigSnapshot made(Object... values) {
        final Class<?>[] types =
                Arrays.stream(COMPONENTS).map(RecordComponent::getType).toArray(Class<?>[]::new);
        try {
            return ConfigSnapshot.class.getDeclaredConstructor(types).newInstance(values);
        } catch (InvocationTargetException e) {
            throw (CaptureException) e.getCause();
        } catch (ReflectiveOperationException e) {
            throw new LinkageError(e.getMessage(), e);
        }
    }

    private static void assertMismatchRefused(Object[] values, String name) {
        final CaptureException refused = assertThrows(CaptureException.class, () -> made(values), name);
        assertTrue(refused.getMessage().startsWith("config_hash must be"), refused.getMessage());
    }

    private static void assertRefused(String field, UnaryOperator<ConfigSnapshot.Builder> broken) {
        final ConfigSnapshot.Builder builder = broken.apply(ConfigSnapshot.builder());
        final CaptureException refused = assertThrows(CaptureException.class, builder::build, field);
        assertEquals(ErrorCode.START_INVALID_PARAMS, refused.code());
        assertTrue(refused.getMessage().startsWith(field + " "), refused.getMessage());
    }
}
