package io.ringcap.docs;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * Java of a page, made into a source file: statements get a class, a method and what pages take for granted around them; a
 * class with imports stays as it is. Immutable.
 *
 * @param typeName the class that results
 */
record Snippet(String place, String typeName, String source) {
    private static final Pattern TYPE =
            Pattern.compile("(?m)^(?:public |final |abstract |sealed )*(?:class|interface|record|enum) (\\w+)");
    private static final Pattern IMPORT = Pattern.compile("(?m)^import .*;\\n");
    private static final String IMPORTS = """
            import io.ringcap.*;
            import io.ringcap.config.*;
            import io.ringcap.message.*;
            import io.ringcap.packet.*;
            import io.ringcap.sink.*;
            import java.io.IOException;
            import java.nio.file.Files;
            import java.nio.file.Path;
            import java.time.*;
            import java.util.*;
            import java.util.concurrent.*;
            import java.util.concurrent.atomic.*;
            """;

    /** What pages name without saying where it is from. */
    private static final String GIVEN = """
                CaptureManager manager;
                CaptureOwner owner;
                CaptureSession session;
                CaptureSpec spec;
                PacketView packet;
            """;

    static Snippet of(String place, String text) {
        final String imports =
                IMPORT.matcher(text).results().map(each -> each.group()).collect(Collectors.joining());
        final String body = IMPORT.matcher(text).replaceAll("");
        final Matcher type = TYPE.matcher(body);
        if (type.find()) {
            return new Snippet(place, type.group(1), imports.isEmpty() ? IMPORTS + body : text);
        }
        final String name = "Snippet_" + place.replaceAll("\\W", "_");
        return new Snippet(
                place,
                name,
                IMPORTS + imports + "final class " + name + " {\n" + GIVEN + "    void run() throws Exception {\n"
                        + body + "    }\n}\n");
    }

    /** Runs the statements, or the class's main method. */
    void run(ClassLoader loader) throws Exception {
        final Class<?> type = loader.loadClass(typeName);
        try {
            if (source.contains("public static void main(String[] args)")) {
                final Method main = type.getMethod("main", String[].class);
                main.setAccessible(true);
                main.invoke(null, (Object) new String[0]);
            } else {
                final var constructor = type.getDeclaredConstructor();
                constructor.setAccessible(true);
                final Method run = type.getDeclaredMethod("run");
                run.setAccessible(true);
                run.invoke(constructor.newInstance());
            }
        } catch (InvocationTargetException e) {
            throw new AssertionError(place + " failed", e.getCause());
        }
    }
}
