package io.ringcap.docs;

import static org.junit.jupiter.api.Assertions.assertDoesNotThrow;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.MappingIterator;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.ringcap.message.ManagerHealth;
import io.ringcap.message.Message;
import io.ringcap.message.MessageJson;
import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.Test;
import org.w3c.dom.Document;
import org.w3c.dom.Element;
import org.w3c.dom.Node;
import org.w3c.dom.NodeList;

/** JSON and XML of the pages are what a program reads. */
class DataBlocksTest {
    private static final Pattern PROPERTY = Pattern.compile("\\$\\{([\\w.-]+)}");
    private static final String OUR_GROUP = "io.ringcap";
    private static final Pattern COORDINATES =
            Pattern.compile("((?:io|org|com|net)\\.[\\w.-]+):([\\w-]+)(?::(\\d[\\w.-]*))?");

    /** What the build does not use itself, but has the version of its group. */
    private static final Set<String> BY_GROUP = Set.of("slf4j-jdk-platform-logging");

    @Test
    void shouldShowMessagesThatAreRead() throws Exception {
        final List<CodeBlock> blocks = Documentation.blocks("json");
        assertFalse(blocks.isEmpty());
        final ObjectMapper json = new ObjectMapper();
        for (CodeBlock block : blocks) {
            try (MappingIterator<JsonNode> values =
                    json.readerFor(JsonNode.class).readValues(block.text())) {
                while (values.hasNext()) {
                    final JsonNode value = values.next();
                    if (value.has("op")) {
                        final Message message =
                                assertDoesNotThrow(() -> MessageJson.fromJson(value.toString()), block.place());
                        assertEquals(value, json.readTree(MessageJson.toJson(message)), block.place());
                    } else {
                        final byte[] text = value.toString().getBytes(StandardCharsets.UTF_8);
                        final ManagerHealth health = MessageJson.fromJson(text, ManagerHealth.class);
                        assertEquals(value, json.readTree(MessageJson.toJson(health)), block.place());
                    }
                }
            }
        }
    }

    @Test
    void shouldShowTheVersionsThatAreUsed() throws Exception {
        final Map<String, String> known = versions();
        assertFalse(Documentation.blocks("xml").isEmpty());
        for (CodeBlock block : Documentation.blocks("xml")) {
            final Document document = parse("<page>" + block.text() + "</page>");
            final NodeList artifacts = document.getElementsByTagName("artifactId");
            for (int i = 0; i < artifacts.getLength(); i++) {
                final Node artifact = artifacts.item(i);
                final String version = sibling(artifact, "version");
                if (!version.isEmpty()) {
                    final String group = sibling(artifact, "groupId");
                    assertUsed(known, block.place(), group, artifact.getTextContent(), version);
                }
            }
        }
    }

    @Test
    void shouldNameArtifactsAndVersionsThatAreUsed() throws Exception {
        final Map<String, String> known = versions();
        int count = 0;
        for (Page page : Documentation.pages()) {
            for (Page.Mention word : page.codeWords()) {
                final Matcher artifact = COORDINATES.matcher(word.what());
                if (artifact.matches()) {
                    count++;
                    final String version = artifact.group(3) == null ? "" : artifact.group(3);
                    assertUsed(known, word.place(), artifact.group(1), artifact.group(2), version);
                }
            }
        }
        assertTrue(count >= 8, "only " + count + " artifacts are named");
    }

    private static void assertUsed(
            Map<String, String> known, String place, String group, String artifact, String version) {
        final String expected = known.get(BY_GROUP.contains(artifact) ? group : group + ":" + artifact);
        assertNotNull(expected, place + ": the build has no " + group + ":" + artifact);
        if (!version.isEmpty()) {
            assertEquals(expected, version, place + ": " + artifact);
        }
    }

    /** All versions that the build says, by group and artifact, and by group. */
    private static Map<String, String> versions() throws Exception {
        final Map<String, String> properties = new HashMap<>();
        final Map<String, String> versions = new HashMap<>();
        for (String file : List.of("pom.xml", "native/pom.xml", "java-api/pom.xml", "samples/cli/pom.xml")) {
            final Document pom = parse(Files.readString(Documentation.ROOT.resolve(file)));
            final NodeList blocks = pom.getElementsByTagName("properties");
            for (int i = 0; i < blocks.getLength(); i++) {
                for (Node each = blocks.item(i).getFirstChild(); each != null; each = each.getNextSibling()) {
                    properties.putIfAbsent(each.getNodeName(), each.getTextContent());
                }
            }
            properties.putIfAbsent(
                    "project.version",
                    sibling(pom.getElementsByTagName("artifactId").item(0), "version"));
            final NodeList artifacts = pom.getElementsByTagName("artifactId");
            for (int i = 0; i < artifacts.getLength(); i++) {
                final Node artifact = artifacts.item(i);
                final String version = PROPERTY.matcher(sibling(artifact, "version"))
                        .replaceAll(found ->
                                Matcher.quoteReplacement(properties.getOrDefault(found.group(1), found.group())));
                final String group = PROPERTY.matcher(sibling(artifact, "groupId"))
                        .replaceAll(any -> Matcher.quoteReplacement(OUR_GROUP));
                if (!version.isEmpty()) {
                    versions.putIfAbsent(group + ":" + artifact.getTextContent(), version);
                    versions.putIfAbsent(group, version);
                } else if (artifact.getParentNode() == pom.getDocumentElement()) {
                    // A module of ours inherits both.
                    versions.put(OUR_GROUP + ":" + artifact.getTextContent(), properties.get("project.version"));
                }
            }
        }
        return versions;
    }

    private static String sibling(Node artifact, String name) {
        if (artifact.getParentNode() instanceof Element parent) {
            for (Node each = parent.getFirstChild(); each != null; each = each.getNextSibling()) {
                if (each.getNodeName().equals(name)) {
                    return each.getTextContent().strip();
                }
            }
        }
        return "";
    }

    private static Document parse(String xml) throws Exception {
        return DocumentBuilderFactory.newInstance()
                .newDocumentBuilder()
                .parse(new ByteArrayInputStream(xml.getBytes(StandardCharsets.UTF_8)));
    }
}
