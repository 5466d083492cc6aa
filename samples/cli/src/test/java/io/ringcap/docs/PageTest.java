package io.ringcap.docs;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** No block of a page goes unread without a word. */
class PageTest {
    @TempDir
    private Path folder;

    private Page page(String text) throws Exception {
        return Page.read(Files.writeString(folder.resolve("page.md"), text));
    }

    @Test
    void shouldFindBlocksAndTheirMarks() throws Exception {
        final Page page = page("# A\n\n<!-- run -->\n```java\nint a;\n```\n\n```text\nout\n```\n");
        assertEquals(
                List.of(
                        new CodeBlock("page.md:4", "java", "run", "int a;\n"),
                        new CodeBlock("page.md:8", "text", "", "out\n")),
                page.blocks());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "```\nout\n```\n",
                "```bash\ntrue\n```\n",
                "```Java\nint a;\n```\n",
                "```java title=x\nint a;\n```\n",
                "- a list\n\n  ```java\n  int a;\n  ```\n",
                "1. ```java\n   int a;\n   ```\n",
                "> ```java\n> int a;\n> ```\n",
                "~~~java\nint a;\n~~~\n",
                "```java\nint a;\n",
                "```java\nint a;\n ```\n",
                "```java\nint a;\n```java\nint b;\n```\n",
            })
    void shouldRefuseWhatOthersTakeForABlock(String text) {
        final AssertionError refused = assertThrows(AssertionError.class, () -> page(text));
        assertTrue(String.valueOf(refused.getMessage()).startsWith("page.md:"), refused::getMessage);
    }

    @Test
    void shouldSeeLinksOfEveryForm() throws Exception {
        assertEquals(
                List.of(),
                page("A [link](a.md#b), `[no](link)`, a list [1] of (two).\n").otherLinks());
        for (String text : List.of(
                "See https://example.org/a.\n",
                "See <https://example.org/a>.\n",
                "See [that][ref].\n",
                "[ref]: a.md\n",
                "See [a link\nover two lines](a.md).\n",
                "See [a link](a.md\n).\n")) {
            assertEquals(1, page(text).otherLinks().size(), text);
        }
    }
}
