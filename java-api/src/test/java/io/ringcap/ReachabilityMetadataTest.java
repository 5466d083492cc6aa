package io.ringcap;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.ringcap.testing.ExpectedFile;
import io.ringcap.testing.LibraryClasses;
import java.io.InputStream;
import java.lang.invoke.MethodType;
import java.lang.reflect.Modifier;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/**
 * What GraalVM's native-image is told about the library is what the C shim and the messages need: nothing else tells when a method, a
 * message or a resource is missing from it.
 */
class ReachabilityMetadataTest {
    private static final String RESOURCE = "META-INF/native-image/io.ringcap/ringcap/reachability-metadata.json";
    private static final Path FILE = Path.of("src/main/resources", RESOURCE);
    private static final Path SHIM = Path.of("..", "native", "src", "main", "c");
    private static final String NATIVE_CALLS = "io.ringcap.internal.pcap.NativeCalls";

    private static final Pattern CLASS_NAME = Pattern.compile("#define CLASS_NAME \"([^\"]+)\"");
    private static final Pattern METHOD = Pattern.compile("METHOD\\(\\s*\"(\\w+)\",\\s*\"([^\"]+)\"");
    private static final Pattern FIND_CLASS = Pattern.compile("\\bFindClass\\(env, (\\w+|\"[^\"]*\")\\)");

    /** What would need more metadata than a class and its native methods. */
    private static final Pattern BACK_INTO_JAVA = Pattern.compile(
            "\\)->((Get(Static)?(Method|Field)ID|NewObject|AllocObject|ThrowNew|Call\\w*Method|DefineClass)\\w*)");

    /** Classes whose presence is asked for by a name that is not constant where it is asked. */
    private static final Pattern ASKED_FOR =
            Pattern.compile("\"((?:net\\.openhft|org\\.apache|com\\.github)[\\w.]+\\.[A-Z]\\w*)\"");

    private static final List<String> RESOURCES =
            List.of("META-INF/native/linux-*/libringcap.so", "io/ringcap/message/version.properties");

    @Test
    void shouldListWhatTheShimAndTheMessagesNeed() throws Exception {
        final Map<String, Object> reflection = new TreeMap<>();
        for (Class<?> type : jsonTypes()) {
            reflection.put(
                    type.getName(),
                    "{\"type\": \"%s\", \"allDeclaredConstructors\": true, \"allDeclaredMethods\": true, \"allDeclaredFields\": true}"
                            .formatted(type.getName()));
        }
        for (String name : askedFor()) {
            reflection.put(name, "{\"type\": \"%s\"}".formatted(name));
        }
        reflection.put(
                NATIVE_CALLS,
                registered().stream()
                        .map(method -> "{\"name\": \"%s\", \"parameterTypes\": [%s]}"
                                .formatted(method.name(), method.parameterTypes()))
                        .collect(Collectors.joining(
                                ",\n      ",
                                "{\"type\": \"" + NATIVE_CALLS + "\", \"jniAccessible\": true, \"methods\": [\n      ",
                                "\n    ]}")));
        final String text = "{\n  \"reflection\": [\n    "
                + reflection.values().stream().map(Object::toString).collect(Collectors.joining(",\n    "))
                + "\n  ],\n  \"resources\": [\n    "
                + RESOURCES.stream().map(glob -> "{\"glob\": \"" + glob + "\"}").collect(Collectors.joining(",\n    "))
                + "\n  ]\n}\n";
        ExpectedFile.mustBe(FILE, text, "the metadata is not what the sources ask for");
    }

    @Test
    void shouldNameOnlyMethodsThatExist() throws Exception {
        final Set<String> declared = Arrays.stream(
                        Class.forName(NATIVE_CALLS, false, getClass().getClassLoader())
                                .getDeclaredMethods())
                .filter(method -> Modifier.isNative(method.getModifiers()))
                .map(method -> method.getName()
                        + MethodType.methodType(method.getReturnType(), method.getParameterTypes())
                                .toMethodDescriptorString())
                .collect(Collectors.toSet());
        final Set<String> registered = registered().stream()
                .map(method -> method.name() + method.descriptor())
                .collect(Collectors.toSet());
        assertEquals(declared, registered, "Java's native methods and the shim's table");
        assertTrue(registered.size() > 40, "the table of the shim was not found");
    }

    /** A shim that looks up more than its own class needs more metadata than this test makes. */
    @Test
    void shouldFindNothingElseThatTheShimLooksUp() throws Exception {
        final String sources = shim();
        final Matcher name = CLASS_NAME.matcher(sources);
        assertTrue(name.find(), "the shim's class");
        assertEquals(NATIVE_CALLS, name.group(1).replace('/', '.'));
        final List<String> found = new ArrayList<>();
        FIND_CLASS.matcher(sources).results().map(result -> result.group(1)).forEach(found::add);
        assertEquals(List.of("CLASS_NAME", "CLASS_NAME"), found, "classes that the shim looks up");
        assertEquals(
                List.of(),
                BACK_INTO_JAVA
                        .matcher(sources)
                        .results()
                        .map(result -> result.group(1))
                        .toList(),
                "the shim goes back into Java");
    }

    @Test
    void shouldBeInTheJarAndNameResourcesThatAreThere() throws Exception {
        final ClassLoader loader = CaptureManager.class.getClassLoader();
        final JsonNode metadata;
        try (InputStream in = loader.getResourceAsStream(RESOURCE)) {
            metadata = new ObjectMapper().readTree(in);
        }
        assertTrue(metadata.get("reflection").size() > 50, "types are missing");
        for (JsonNode resource : metadata.get("resources")) {
            final String path = resource.get("glob")
                    .asText()
                    .replace("linux-*", "linux-" + System.getProperty("os.arch").replace("amd64", "x86_64"));
            assertNotNull(loader.getResource(path), path);
        }
    }

    /** Everything that Jackson may have to write or read for a message, with what their annotations stand on. */
    private static List<Class<?>> jsonTypes() throws Exception {
        return LibraryClasses.all().stream()
                .filter(type -> type.isRecord() || type.isEnum() || type.isInterface())
                .filter(type -> type.getPackageName().equals("io.ringcap.message")
                        || type.getPackageName().equals("io.ringcap.config")
                        // What a journal says of itself.
                        || type.getSimpleName().matches("Journal(Session|Totals)"))
                .toList();
    }

    private static Set<String> askedFor() throws Exception {
        final Set<String> names = new LinkedHashSet<>();
        for (String file : List.of("internal/files/ArchiveCodec.java", "sink/JournalRuntime.java")) {
            final String source = Files.readString(Path.of("src/main/java/io/ringcap", file));
            ASKED_FOR.matcher(source).results().map(result -> result.group(1)).forEach(names::add);
        }
        assertTrue(names.contains("com.github.luben.zstd.ZstdOutputStream"), "names of optional classes: " + names);
        assertTrue(names.contains("net.openhft.chronicle.wire.Wire"), "names of optional classes: " + names);
        return names;
    }

    private record Registered(String name, String descriptor) {
        String parameterTypes() {
            return MethodType.fromMethodDescriptorString(descriptor, CaptureManager.class.getClassLoader())
                    .parameterList()
                    .stream()
                    .map(type -> '"' + type.getTypeName() + '"')
                    .collect(Collectors.joining(", "));
        }
    }

    private static List<Registered> registered() throws Exception {
        return METHOD.matcher(shim())
                .results()
                .map(result -> new Registered(result.group(1), result.group(2)))
                .toList();
    }

    private static String shim() throws Exception {
        final StringBuilder sources = new StringBuilder();
        try (Stream<Path> files = Files.list(SHIM)) {
            for (Path file : files.sorted().toList()) {
                sources.append(Files.readString(file));
            }
        }
        return sources.toString();
    }
}
