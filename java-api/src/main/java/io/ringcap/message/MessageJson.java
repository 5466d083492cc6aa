package io.ringcap.message;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamWriteFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.PropertyNamingStrategies;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.module.SimpleModule;
import com.fasterxml.jackson.databind.ser.std.StdDelegatingSerializer;
import com.fasterxml.jackson.databind.util.StdConverter;
import io.ringcap.config.CaptureSpec;
import java.io.IOException;
import java.nio.charset.StandardCharsets;

/** The JSON form of messages and their parts: snake_case names, absent instead of null, one line. Thread-safe. */
public final class MessageJson {
    private static final ObjectMapper MAPPER = JsonMapper.builder()
            .propertyNamingStrategy(PropertyNamingStrategies.SNAKE_CASE)
            .defaultPropertyInclusion(
                    JsonInclude.Value.construct(JsonInclude.Include.NON_NULL, JsonInclude.Include.NON_NULL))
            .disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
            .enable(StreamWriteFeature.WRITE_BIGDECIMAL_AS_PLAIN)
            .addModule(new SimpleModule("ringcap-write")
                    .addSerializer(new StdDelegatingSerializer(CaptureSpec.class, new SpecWriter())))
            .build();

    private MessageJson() {}

    /**
     * {@return one line of JSON}
     *
     * @param messageOrPart a message, or a record that messages are made of
     */
    public static String toJson(Object messageOrPart) {
        try {
            return MAPPER.writeValueAsString(messageOrPart);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("cannot write " + messageOrPart.getClass() + " as JSON", e);
        }
    }

    /**
     * Reads a message of any kind. Fields that are not known are ignored, so that a later version may add some.
     *
     * @param json one line
     * @return the message
     * @throws MessageFormatException when it is none; it names the required field that is missing, the op or the
     *     value
     */
    public static Message fromJson(String json) throws MessageFormatException {
        return Reading.READER.read(json);
    }

    /**
     * Reads a part of a message; fields that are not known are ignored.
     *
     * @param <T> the part's type
     * @param utf8 JSON in UTF-8
     * @param type the part's type
     * @return the part
     * @throws IOException if it is no JSON of that type
     */
    public static <T> T fromJson(byte[] utf8, Class<T> type) throws IOException {
        return MAPPER.readValue(new String(utf8, StandardCharsets.UTF_8), type);
    }

    /** Made when the first message is read: who only writes does not wait for it. */
    private static final class Reading {
        static final MessageReader READER = new MessageReader(MAPPER);
    }

    /** Stateless. */
    private static final class SpecWriter extends StdConverter<CaptureSpec, SpecJson> {
        @Override
        public SpecJson convert(CaptureSpec spec) {
            return SpecJson.of(spec);
        }
    }
}
