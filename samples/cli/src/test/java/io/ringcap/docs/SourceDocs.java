package io.ringcap.docs;

import com.sun.source.doctree.DocCommentTree;
import com.sun.source.doctree.DocTree;
import com.sun.source.doctree.LinkTree;
import com.sun.source.doctree.LiteralTree;
import com.sun.source.doctree.ParamTree;
import com.sun.source.doctree.ReturnTree;
import com.sun.source.doctree.TextTree;
import com.sun.source.tree.ClassTree;
import com.sun.source.tree.CompilationUnitTree;
import com.sun.source.tree.MethodTree;
import com.sun.source.tree.VariableTree;
import com.sun.source.util.DocTrees;
import com.sun.source.util.JavacTask;
import com.sun.source.util.TreePathScanner;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Collectors;
import javax.tools.JavaCompiler;
import javax.tools.StandardJavaFileManager;
import javax.tools.ToolProvider;
import org.jspecify.annotations.Nullable;

/**
 * What the Javadoc of sources says, as Markdown: of types ({@code CaptureSpec}), their parameters ({@code CaptureSpec@filter})
 * and their members ({@code CaptureSpec.Builder#filter},
 * {@code CaptureSpec#ofProcess(long)}). Immutable once it is read.
 */
final class SourceDocs {
    private final Map<String, String> texts = new HashMap<>();

    private SourceDocs() {}

    static SourceDocs read(List<Path> sources) {
        final JavaCompiler compiler =
                Objects.requireNonNull(ToolProvider.getSystemJavaCompiler(), "the tests need a JDK");
        final SourceDocs docs = new SourceDocs();
        try (StandardJavaFileManager files =
                compiler.getStandardFileManager(null, Locale.ROOT, StandardCharsets.UTF_8)) {
            final JavacTask task = (JavacTask) compiler.getTask(
                    null, files, null, List.of("-proc:none"), null, files.getJavaFileObjectsFromPaths(sources));
            final DocTrees trees = DocTrees.instance(task);
            for (CompilationUnitTree unit : task.parse()) {
                docs.new Scanner(trees).scan(unit, null);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return docs;
    }

    /** What is said of it; empty when nothing is. */
    String of(String key) {
        return texts.getOrDefault(key, "");
    }

    /** The first sentence of that. */
    String firstSentenceOf(String key) {
        final String text = of(key);
        final int end = text.indexOf(". ");
        return end < 0 ? text : text.substring(0, end + 1);
    }

    private static String text(List<? extends DocTree> trees) {
        return trees.stream()
                .map(SourceDocs::text)
                .collect(Collectors.joining())
                .replaceAll("\\s+", " ")
                .strip();
    }

    private static String text(DocTree tree) {
        return switch (tree.getKind()) {
            case TEXT -> ((TextTree) tree).getBody();
            case CODE, LITERAL -> "`" + ((LiteralTree) tree).getBody().getBody().strip() + "`";
            case LINK, LINK_PLAIN -> {
                final LinkTree link = (LinkTree) tree;
                final String label = text(link.getLabel());
                yield "`"
                        + (label.isEmpty() ? link.getReference().getSignature().replaceFirst("^#", "") : label) + "`";
            }
            case RETURN -> capitalized(text(((ReturnTree) tree).getDescription())) + ".";
            case START_ELEMENT, END_ELEMENT -> " ";
            default -> tree.toString();
        };
    }

    private static String capitalized(String text) {
        return text.isEmpty() ? text : Character.toUpperCase(text.charAt(0)) + text.substring(1);
    }

    /** Walks one file; confined to {@link #read}. */
    private final class Scanner extends TreePathScanner<@Nullable Void, @Nullable Void> {
        private final DocTrees trees;
        private final Deque<String> types = new ArrayDeque<>();

        Scanner(DocTrees trees) {
            this.trees = trees;
        }

        @Override
        public @Nullable Void visitClass(ClassTree node, @Nullable Void nothing) {
            final String name = (types.isEmpty() ? "" : types.peek() + ".") + node.getSimpleName();
            types.push(name);
            final DocCommentTree comment = trees.getDocCommentTree(getCurrentPath());
            if (comment != null) {
                texts.put(name, text(comment.getFullBody()));
                for (DocTree tag : comment.getBlockTags()) {
                    if (tag instanceof ParamTree parameter) {
                        texts.put(name + "@" + parameter.getName(), text(parameter.getDescription()));
                    }
                }
            }
            super.visitClass(node, null);
            types.pop();
            return null;
        }

        @Override
        public @Nullable Void visitMethod(MethodTree node, @Nullable Void nothing) {
            final String types = node.getParameters().stream()
                    .map(parameter -> parameter.getType().toString())
                    .collect(Collectors.joining(", ", "(", ")"))
                    .replace("[]", "...");
            member(node.getName() + types);
            member(node.getName().toString());
            return null;
        }

        @Override
        public @Nullable Void visitVariable(VariableTree node, @Nullable Void nothing) {
            member(node.getName().toString());
            return null;
        }

        /** Of methods of one name the first that says something. */
        private void member(String name) {
            final DocCommentTree comment = trees.getDocCommentTree(getCurrentPath());
            if (comment != null) {
                texts.putIfAbsent(types.peek() + "#" + name, text(comment.getFullBody()));
            }
        }
    }
}
