package io.ringcap;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.ringcap.testing.ExpectedFile;
import io.ringcap.testing.LibraryClasses;
import java.lang.reflect.AnnotatedElement;
import java.lang.reflect.Constructor;
import java.lang.reflect.Executable;
import java.lang.reflect.Field;
import java.lang.reflect.Member;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.lang.reflect.Parameter;
import java.lang.reflect.Type;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** What users can reach is listed in a file, so that no change of it goes unseen; and it is closed in itself. */
class PublicApiTest {
    private static final Path LIST = Path.of("src/test/resources/public-api.txt");
    private static final String INTERNAL = "io.ringcap.internal";
    private static final Set<String> OF_EVERY_OBJECT = Set.of("equals", "hashCode", "toString");
    private static final int MEMBERS =
            Modifier.PUBLIC | Modifier.PROTECTED | Modifier.STATIC | Modifier.FINAL | Modifier.ABSTRACT;

    @Test
    void shouldHaveTheSurfaceThatIsListed() throws Exception {
        final StringBuilder text = new StringBuilder();
        for (Class<?> type : publicTypes()) {
            text.append(declaration(type)).append('\n');
            members(type).stream()
                    .sorted()
                    .forEach(member -> text.append("    ").append(member).append('\n'));
        }
        ExpectedFile.mustBe(LIST, text.toString(), "the public surface is another than the one that is listed");
    }

    @Test
    void shouldShowNoInternalType() throws Exception {
        final List<String> leaks = new ArrayList<>();
        for (Class<?> type : publicTypes()) {
            Stream.concat(Stream.of(declaration(type)), members(type).stream())
                    .filter(line -> line.contains(INTERNAL))
                    .forEach(line -> leaks.add(type.getName() + ": " + line));
        }
        assertEquals(List.of(), leaks, "users see types that are not theirs");
    }

    /** A type that a user cannot name is of no use to him in a signature. */
    @Test
    void shouldShowOnlyTypesOfItsOwnThatArePublic() throws Exception {
        final Set<String> known =
                publicTypes().stream().map(Class::getTypeName).collect(Collectors.toCollection(LinkedHashSet::new));
        final List<String> hidden = new ArrayList<>();
        for (Class<?> type : publicTypes()) {
            for (Method method : reachableMethods(type)) {
                Stream.concat(Stream.of(method.getReturnType()), Arrays.stream(method.getParameterTypes()))
                        .map(PublicApiTest::element)
                        .filter(used -> used.getName().startsWith("io.ringcap") && !known.contains(used.getTypeName()))
                        .forEach(used -> hidden.add(method + " shows " + used));
            }
        }
        assertEquals(List.of(), hidden);
        assertTrue(known.size() > 50, "only " + known.size() + " types were found");
    }

    private static List<Class<?>> publicTypes() throws Exception {
        return LibraryClasses.all().stream()
                .filter(type -> !type.getName().startsWith(INTERNAL) && isReachable(type) && !isMarked(type))
                .toList();
    }

    private static boolean isReachable(Class<?> type) {
        final Class<?> outer = type.getDeclaringClass();
        return isShown(type.getModifiers())
                && !type.isAnonymousClass()
                && !type.isLocalClass()
                && (outer == null || isReachable(outer));
    }

    private static boolean isShown(int modifiers) {
        return Modifier.isPublic(modifiers) || Modifier.isProtected(modifiers);
    }

    private static String declaration(Class<?> type) {
        final String kind = type.isAnnotation()
                ? "annotation"
                : type.isInterface()
                        ? "interface"
                        : type.isEnum()
                                ? "enum"
                                : type.isRecord()
                                        ? "record"
                                        : Modifier.isAbstract(type.getModifiers())
                                                ? "abstract class"
                                                : Modifier.isFinal(type.getModifiers()) ? "final class" : "class";
        final StringBuilder text = new StringBuilder(type.isSealed() ? "sealed " : "")
                .append(kind)
                .append(' ')
                .append(type.getName());
        final Type parent = type.getGenericSuperclass();
        if (parent != null && parent != Object.class && !type.isEnum() && !type.isRecord()) {
            text.append(" extends ").append(parent.getTypeName());
        }
        if (type.getGenericInterfaces().length > 0) {
            text.append(" implements ").append(names(type.getGenericInterfaces()));
        }
        return text.toString();
    }

    private static List<String> members(Class<?> type) {
        final List<String> lines = new ArrayList<>();
        for (Field field : type.getDeclaredFields()) {
            if (isShown(field)) {
                lines.add("field " + modifiers(field) + field.getGenericType().getTypeName() + " " + field.getName());
            }
        }
        for (Constructor<?> constructor : type.getDeclaredConstructors()) {
            if (isShown(constructor) && !isOfMessage(type)) {
                lines.add("constructor " + modifiers(constructor) + parameters(constructor.getParameters())
                        + thrown(constructor.getGenericExceptionTypes()));
            }
        }
        for (Method method : reachableMethods(type)) {
            lines.add("method " + modifiers(method) + (method.isDefault() ? "default " : "")
                    + method.getGenericReturnType().getTypeName() + " " + method.getName()
                    + parameters(method.getParameters()) + thrown(method.getGenericExceptionTypes()));
        }
        return lines;
    }

    /** Its own, and those of parents that users do not see. */
    private static List<Method> reachableMethods(Class<?> type) {
        final List<Method> methods = new ArrayList<>();
        for (Method method : type.getDeclaredMethods()) {
            if (isShown(method) && !OF_EVERY_OBJECT.contains(method.getName())) {
                methods.add(method);
            }
        }
        Stream.concat(Stream.ofNullable(type.getSuperclass()), Arrays.stream(type.getInterfaces()))
                .filter(parent -> parent.getName().startsWith("io.ringcap") && !isReachable(parent))
                .forEach(parent -> methods.addAll(reachableMethods(parent)));
        return methods;
    }

    private static boolean isShown(Member member) {
        return isShown(member.getModifiers())
                && !member.isSynthetic()
                && !(member instanceof Executable code && isMarked(code));
    }

    /** Messages may get more components: Ringcap makes them. */
    private static boolean isOfMessage(Class<?> type) {
        return type.isRecord() && type.getPackageName().equals("io.ringcap.message");
    }

    /** Public for Ringcap's own packages only. */
    private static boolean isMarked(AnnotatedElement element) {
        return Arrays.stream(element.getAnnotations())
                .anyMatch(mark -> mark.annotationType().getSimpleName().equals("Internal"));
    }

    private static String modifiers(Member member) {
        final String text = Modifier.toString(member.getModifiers() & MEMBERS);
        return text.isEmpty() ? "" : text + " ";
    }

    private static String parameters(Parameter[] parameters) {
        return Arrays.stream(parameters)
                .map(parameter -> parameter.getParameterizedType().getTypeName() + " " + parameter.getName())
                .collect(Collectors.joining(", ", "(", ")"));
    }

    private static String thrown(Type[] exceptions) {
        return exceptions.length == 0 ? "" : " throws " + names(exceptions);
    }

    private static String names(Type[] types) {
        return Arrays.stream(types).map(Type::getTypeName).sorted().collect(Collectors.joining(", "));
    }

    private static Class<?> element(Class<?> type) {
        return type.isArray() ? element(type.getComponentType()) : type;
    }
}
