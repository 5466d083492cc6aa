package io.ringcap.message;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.InputStream;
import java.net.URISyntaxException;
import java.net.URL;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Locale;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The form of each message, as files that others may read. */
class GoldenFilesTest {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Set<String> MAPS =
            Set.of("unattributed", "handler_skipped", "written_packets", "unsaved_packets", "retired_packets");

    @ParameterizedTest
    @MethodSource("names")
    void shouldWriteWhatTheGoldenFileSays(String name) throws Exception {
        // The texts are equal only if the order of the fields is.
        assertEquals(golden(name).toString(), MessageJson.toJson(sample(name)));
    }

    @ParameterizedTest
    @MethodSource("names")
    void shouldReadWhatTheGoldenFileSays(String name) throws Exception {
        assertEquals(sample(name), MessageJson.fromJson(golden(name).toString()));
    }

    @ParameterizedTest
    @MethodSource("names")
    void shouldIgnoreFieldsOfLaterVersions(String name) throws Exception {
        final ObjectNode tree = (ObjectNode) golden(name);
        addUnknownFields(tree);
        assertEquals(sample(name), MessageJson.fromJson(tree.toString()));
    }

    @Test
    void shouldHaveAGoldenFileForEachOpCodeAndNoneThatNobodyReads() throws Exception {
        final Set<String> files = files();
        assertEquals(new TreeSet<>(SampleMessages.all().keySet()), files);
        for (OpCode opCode : OpCode.values()) {
            final String name = opCode.name().toLowerCase(Locale.ROOT);
            assertTrue(files.contains(name), name);
            assertEquals(opCode.op(), golden(name).get("op").asInt());
            assertEquals(opCode.name(), golden(name).get("type").asText());
        }
    }

    @Test
    void shouldHaveAGoldenFileForEachClassOfMessages() {
        final Set<Class<?>> sampled =
                SampleMessages.all().values().stream().map(Object::getClass).collect(Collectors.toSet());
        assertEquals(leaves(Message.class).collect(Collectors.toSet()), sampled);
        assertEquals(OpCode.values().length, sampled.size());
    }

    static Set<String> names() {
        return SampleMessages.all().keySet();
    }

    static JsonNode golden(String name) throws IOException {
        try (InputStream in = GoldenFilesTest.class.getResourceAsStream("golden/" + name + ".json")) {
            return JSON.readTree(Objects.requireNonNull(in, () -> "no golden file for " + name));
        }
    }

    private static Message sample(String name) {
        return Objects.requireNonNull(SampleMessages.all().get(name));
    }

    private static Set<String> files() throws IOException, URISyntaxException {
        final URL folder = Objects.requireNonNull(GoldenFilesTest.class.getResource("golden"));
        try (Stream<Path> files = Files.list(Path.of(folder.toURI()))) {
            return files.map(file -> file.getFileName().toString().replace(".json", ""))
                    .collect(Collectors.toCollection(TreeSet::new));
        }
    }

    private static Stream<Class<?>> leaves(Class<?> type) {
        return type.isSealed()
                ? Arrays.stream(type.getPermittedSubclasses()).flatMap(GoldenFilesTest::leaves)
                : Stream.of(type);
    }

    private static void addUnknownFields(JsonNode node) {
        // What maps hold is data, not fields.
        node.properties().stream()
                .filter(field -> !MAPS.contains(field.getKey()))
                .forEach(field -> addUnknownFields(field.getValue()));
        if (node instanceof ArrayNode) {
            node.forEach(GoldenFilesTest::addUnknownFields);
        } else if (node instanceof ObjectNode object) {
            object.putObject("field_of_a_later_version").put("x", 1);
        }
    }
}
