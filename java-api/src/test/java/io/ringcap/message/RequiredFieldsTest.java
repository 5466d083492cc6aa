package io.ringcap.message;

import static org.junit.jupiter.api.Assertions.assertDoesNotThrow;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Each field of each golden file is taken away in turn. */
class RequiredFieldsTest {
    private static final Pattern OPTIONAL = Pattern.compile("type"
            + "|output_file|remaining_sec|total_segments|message"
            + "|(result_)?files\\[\\d+]\\.checksum"
            + "|(final_|last_)?stats\\.(dropped_interface|elapsed_ms)"
            + "|effective\\.interfaces\\[\\d+]\\.(kernel_ring_bytes|tpacket_version|timestamp_source)"
            + "|spec\\.(netns_path|file_repeat|filter|snaplen|promiscuous|direction|max_duration_sec|max_bytes)"
            + "|spec\\.(max_packets|shared)");
    /** What a spec must have depends on its mode; what a map must have, on nothing. */
    private static final Pattern NEITHER = Pattern.compile(
            "spec\\.(iface|file|synthetic)|.*stats\\.(unattributed|handler_skipped|written_packets|unsaved_packets|retired_packets)\\..*");

    @ParameterizedTest
    @MethodSource("io.ringcap.message.GoldenFilesTest#names")
    void shouldNameTheFieldThatIsMissing(String name) throws Exception {
        final JsonNode golden = GoldenFilesTest.golden(name);
        int required = 0;
        for (String path : fields(golden, "")) {
            final String local = path.replaceFirst("^message\\.", "");
            final ObjectNode without = golden.deepCopy();
            parent(without, path).remove(last(path));
            final ObjectNode withNull = golden.deepCopy();
            parent(withNull, path).putNull(last(path));
            if (isOptional(name, local)) {
                assertDoesNotThrow(() -> MessageJson.fromJson(without.toString()), path);
            } else if (!NEITHER.matcher(local).matches()) {
                required++;
                final MessageFormatException missing = assertThrows(
                        MessageFormatException.class, () -> MessageJson.fromJson(without.toString()), path);
                assertTrue(missing.getMessage().endsWith("lacks the required field " + local), missing::getMessage);
                assertFalse(missing.isUnknownOp());
                if (!local.equals("op")) {
                    assertEquals(
                            missing.getMessage(),
                            assertThrows(
                                            MessageFormatException.class,
                                            () -> MessageJson.fromJson(withNull.toString()),
                                            path)
                                    .getMessage());
                }
            }
        }
        assertTrue(required >= 2, "op and ts_usec at least");
    }

    private static boolean isOptional(String name, String path) {
        return OPTIONAL.matcher(path).matches() || (name.startsWith("capture_config_refresh") && path.equals("filter"));
    }

    private static List<String> fields(JsonNode node, String prefix) {
        final List<String> paths = new ArrayList<>();
        if (node.isArray()) {
            for (int i = 0; i < node.size(); i++) {
                paths.addAll(fields(node.get(i), prefix + "[" + i + "]"));
            }
        }
        node.properties().forEach(field -> {
            final String path = prefix.isEmpty() ? field.getKey() : prefix + "." + field.getKey();
            paths.add(path);
            paths.addAll(fields(field.getValue(), path));
        });
        return paths;
    }

    private static ObjectNode parent(ObjectNode tree, String path) {
        final int dot = path.lastIndexOf('.');
        final String pointer = dot < 0
                ? ""
                : "/"
                        + path.substring(0, dot)
                                .replace("[", "/")
                                .replace("]", "")
                                .replace('.', '/');
        return (ObjectNode) tree.at(pointer);
    }

    private static String last(String path) {
        return path.substring(path.lastIndexOf('.') + 1);
    }
}
