package io.ringcap.message;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.PropertyNamingStrategies;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.nio.charset.StandardCharsets;

/** The JSON form of messages and their parts: snake_case names, absent instead of null, one line. Thread-safe. */
public final class MessageJson {
    private static final ObjectMapper MAPPER = JsonMapper.builder()
            .propertyNamingStrategy(PropertyNamingStrategies.SNAKE_CASE)
            .defaultPropertyInclusion(
                    JsonInclude.Value.construct(JsonInclude.Include.NON_NULL, JsonInclude.Include.NON_NULL))
            .disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
            .build();

    private MessageJson() {}

    /** One line of JSON. */
    public static String toJson(Object messageOrPart) {
        try {
            return MAPPER.writeValueAsString(messageOrPart);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("cannot write " + messageOrPart.getClass() + " as JSON", e);
        }
    }

    /** Reads a part of a message; fields that are not known are ignored. */
    public static <T> T fromJson(byte[] utf8, Class<T> type) throws IOException {
        return MAPPER.readValue(new String(utf8, StandardCharsets.UTF_8), type);
    }
}
