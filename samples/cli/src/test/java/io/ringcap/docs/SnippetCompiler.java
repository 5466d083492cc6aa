package io.ringcap.docs;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import javax.tools.Diagnostic;
import javax.tools.DiagnosticCollector;
import javax.tools.FileObject;
import javax.tools.ForwardingJavaFileManager;
import javax.tools.JavaCompiler;
import javax.tools.JavaFileManager;
import javax.tools.JavaFileObject;
import javax.tools.SimpleJavaFileObject;
import javax.tools.StandardJavaFileManager;
import javax.tools.ToolProvider;
import org.jspecify.annotations.Nullable;

/** Compiles snippets in memory against the class path of the tests. Stateless. */
final class SnippetCompiler {
    /** Maven's own class path may be one jar that names the others. */
    private static final String CLASS_PATH =
            System.getProperty("surefire.test.class.path", System.getProperty("java.class.path"));

    private static final List<String> OPTIONS =
            List.of("--release", "17", "-proc:none", "-Xlint:deprecation,removal,unchecked", "-classpath", CLASS_PATH);

    private SnippetCompiler() {}

    /**
     * What came of it.
     *
     * @param problems errors and warnings, each with its place in the page
     * @param classes the classes by name
     */
    record Result(List<String> problems, Map<String, byte[]> classes) {}

    /** Each by itself: two pages may use the same name. */
    static Result compile(List<Snippet> snippets) {
        final JavaCompiler compiler =
                Objects.requireNonNull(ToolProvider.getSystemJavaCompiler(), "the tests need a JDK");
        final List<String> problems = new ArrayList<>();
        final Map<String, byte[]> classes = new HashMap<>();
        try (StandardJavaFileManager files =
                        compiler.getStandardFileManager(null, Locale.ROOT, StandardCharsets.UTF_8);
                JavaFileManager memory = new InMemory(files, classes)) {
            for (Snippet snippet : snippets) {
                final DiagnosticCollector<JavaFileObject> diagnostics = new DiagnosticCollector<>();
                compiler.getTask(null, memory, diagnostics, OPTIONS, null, List.of(new SourceText(snippet)))
                        .call();
                for (Diagnostic<?> each : diagnostics.getDiagnostics()) {
                    problems.add(snippet.place() + ": " + each.getMessage(Locale.ROOT) + " in: " + line(snippet, each));
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return new Result(problems, classes);
    }

    private static String line(Snippet snippet, Diagnostic<?> diagnostic) {
        final int number = (int) diagnostic.getLineNumber();
        final List<String> lines = snippet.source().lines().toList();
        return number >= 1 && number <= lines.size() ? lines.get(number - 1).strip() : "";
    }

    /** Defines what was compiled. */
    static final class Loader extends ClassLoader {
        private final Map<String, byte[]> classes;

        Loader(Map<String, byte[]> classes) {
            super(SnippetCompiler.class.getClassLoader());
            this.classes = classes;
        }

        @Override
        protected Class<?> findClass(String name) throws ClassNotFoundException {
            final byte[] code = classes.get(name);
            if (code == null) {
                throw new ClassNotFoundException(name);
            }
            return defineClass(name, code, 0, code.length);
        }
    }

    private static final class SourceText extends SimpleJavaFileObject {
        private final String text;

        SourceText(Snippet snippet) {
            super(URI.create("string:///" + snippet.typeName() + ".java"), Kind.SOURCE);
            this.text = snippet.source();
        }

        @Override
        public CharSequence getCharContent(boolean ignoreEncodingErrors) {
            return text;
        }
    }

    /** Keeps class files instead of writing them. */
    private static final class InMemory extends ForwardingJavaFileManager<JavaFileManager> {
        private final Map<String, byte[]> classes;

        InMemory(JavaFileManager files, Map<String, byte[]> classes) {
            super(files);
            this.classes = classes;
        }

        @Override
        public JavaFileObject getJavaFileForOutput(
                Location location, String className, JavaFileObject.Kind kind, @Nullable FileObject sibling) {
            return new SimpleJavaFileObject(URI.create("memory:///" + className + ".class"), kind) {
                @Override
                public OutputStream openOutputStream() {
                    return new ByteArrayOutputStream() {
                        @Override
                        public void close() {
                            classes.put(className, toByteArray());
                        }
                    };
                }
            };
        }
    }
}
