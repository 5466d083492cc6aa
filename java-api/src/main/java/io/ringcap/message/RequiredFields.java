package io.ringcap.message;

import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.annotation.JsonUnwrapped;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.PropertyNamingStrategies;
import io.ringcap.config.CaptureSpec;
import java.lang.reflect.AnnotatedType;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.RecordComponent;
import java.lang.reflect.Type;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Looks whether JSON has all that a record needs: each component that is not {@link Nullable}, records in it included. Stateless;
 * for messages from outside, not for the way of the data.
 */
final class RequiredFields {
    private static final PropertyNamingStrategies.NamingBase SNAKE_CASE =
            (PropertyNamingStrategies.NamingBase) PropertyNamingStrategies.SNAKE_CASE;

    private RequiredFields() {}

    /** The path of the first field that is missing; null when none is. */
    static @Nullable String missing(JsonNode json, Class<?> record) {
        return missing(json, record, "");
    }

    private static @Nullable String missing(JsonNode json, Class<?> record, String path) {
        for (RecordComponent component : record.getRecordComponents()) {
            final String found = missing(json, component, path);
            if (found != null) {
                return found;
            }
        }
        return null;
    }

    private static @Nullable String missing(JsonNode json, RecordComponent component, String path) {
        final AnnotatedType type = component.getAnnotatedType();
        final boolean isOptional = type.isAnnotationPresent(Nullable.class);
        if (isUnwrapped(component)) {
            return isOptional ? null : missing(json, component.getType(), path);
        }
        final String name = nameOf(component);
        final JsonNode value = json.get(name);
        if (value == null || value.isNull()) {
            return isOptional ? null : path + name;
        }
        return missingWithin(value, component, path + name);
    }

    private static @Nullable String missingWithin(JsonNode value, RecordComponent component, String path) {
        if (component.getType().isRecord() && value.isObject()) {
            return missing(value, formOf(component.getType()), path + ".");
        }
        if (component.getType() == List.class
                && component.getGenericType() instanceof ParameterizedType list
                && elementOf(list) instanceof Class<?> element
                && element.isRecord()) {
            for (int i = 0; i < value.size(); i++) {
                final String found = missing(value.get(i), element, path + "[" + i + "].");
                if (found != null) {
                    return found;
                }
            }
        }
        return null;
    }

    private static Type elementOf(ParameterizedType list) {
        return list.getActualTypeArguments()[0];
    }

    private static Class<?> formOf(Class<?> record) {
        return record == CaptureSpec.class ? SpecJson.class : record;
    }

    /** Jackson reads the annotation from the interface's method as well. */
    private static boolean isUnwrapped(RecordComponent component) {
        return component.getType() == SessionId.class
                && (component.getAccessor().isAnnotationPresent(JsonUnwrapped.class)
                        || isUnwrappedIn(component.getDeclaringRecord(), component.getName()));
    }

    private static boolean isUnwrappedIn(Class<?> type, String method) {
        return Arrays.stream(type.getInterfaces())
                .flatMap(each -> Arrays.stream(each.getMethods()))
                .anyMatch(each -> each.getName().equals(method) && each.isAnnotationPresent(JsonUnwrapped.class));
    }

    private static String nameOf(RecordComponent component) {
        final JsonProperty renamed = component.getAccessor().getAnnotation(JsonProperty.class);
        return renamed != null && !renamed.value().isEmpty()
                ? renamed.value()
                : SNAKE_CASE.translate(component.getName());
    }
}
