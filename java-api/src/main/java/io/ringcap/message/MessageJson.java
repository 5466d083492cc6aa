package io.ringcap.message;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationContext;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonDeserializer;
import com.fasterxml.jackson.databind.JsonMappingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.JsonSerializer;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.PropertyNamingStrategies;
import com.fasterxml.jackson.databind.SerializerProvider;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.module.SimpleModule;
import io.ringcap.config.CaptureSpec;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.stream.Collectors;

/** The JSON form of messages and their parts: snake_case names, absent instead of null, one line. Thread-safe. */
public final class MessageJson {
    private static final ObjectMapper MAPPER = JsonMapper.builder()
            .propertyNamingStrategy(PropertyNamingStrategies.SNAKE_CASE)
            .defaultPropertyInclusion(
                    JsonInclude.Value.construct(JsonInclude.Include.NON_NULL, JsonInclude.Include.NON_NULL))
            .disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
            .addModule(new SimpleModule()
                    .addSerializer(CaptureSpec.class, new SpecWriter())
                    .addDeserializer(CaptureSpec.class, new SpecReader())
                    .addDeserializer(Message.class, new AnyMessageReader()))
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

    /**
     * Reads any message; fields that are not known are ignored.
     *
     * @throws MessageFormatException if it is none, lacks a field, or has a wrong value; the text names the field
     */
    public static Message fromJson(String json) throws MessageFormatException {
        try {
            return read(MAPPER.readTree(json));
        } catch (JsonProcessingException e) {
            throw new MessageFormatException("not JSON: " + e.getOriginalMessage(), false, e);
        }
    }

    private static Message read(JsonNode json) throws MessageFormatException {
        final JsonNode op = json.get("op");
        if (op == null || !op.canConvertToInt()) {
            throw new MessageFormatException("op is missing, or not a number", false, null);
        }
        final OpCode code = OpCode.of(op.intValue())
                .orElseThrow(() -> new MessageFormatException("op " + op + " is not known", true, null));
        final JsonNode type = json.get("type");
        if (type != null && !type.asText().equals(code.name())) {
            throw new MessageFormatException("type is " + type + ", but op " + op + " is " + code, false, null);
        }
        final Class<? extends Message> record = recordOf(code);
        final String missing = RequiredFields.missing(json, record);
        if (missing != null) {
            throw new MessageFormatException(missing + " is missing in " + code, false, null);
        }
        try {
            return MAPPER.treeToValue(json, record);
        } catch (JsonProcessingException e) {
            throw new MessageFormatException(pathOf(e) + textOf(e) + " (" + code + ")", false, e);
        }
    }

    private static String pathOf(JsonProcessingException e) {
        return e instanceof JsonMappingException mapping && !mapping.getPath().isEmpty()
                ? mapping.getPath().stream()
                                .map(each ->
                                        each.getFieldName() == null ? "[" + each.getIndex() + "]" : each.getFieldName())
                                .collect(Collectors.joining("."))
                        + ": "
                : "";
    }

    private static String textOf(JsonProcessingException e) {
        return e.getCause() instanceof CaptureException refused
                ? String.valueOf(refused.getMessage())
                : e.getOriginalMessage();
    }

    private static Class<? extends Message> recordOf(OpCode code) {
        return switch (code) {
            case CAPTURE_START -> CaptureStart.class;
            case CAPTURE_STOP -> CaptureStop.class;
            case CAPTURE_CANCEL -> CaptureCancel.class;
            case CAPTURE_CONFIG_REFRESH -> CaptureConfigRefresh.class;
            case CAPTURE_STARTED -> CaptureStarted.class;
            case CAPTURE_PROGRESS -> CaptureProgress.class;
            case CAPTURE_FILE_READY -> CaptureFileReady.class;
            case CAPTURE_FINISHED -> CaptureFinished.class;
            case CAPTURE_FAILED -> CaptureFailed.class;
            case CAPTURE_HEARTBEAT -> CaptureHeartbeat.class;
            case FILE_ENQUEUE -> FileEnqueue.class;
            case CLEAN_CONFIG_REFRESH -> CleanConfigRefresh.class;
            case CLEAN_SHUTDOWN -> CleanShutdown.class;
            case CLEAN_STORED -> CleanStored.class;
            case CLEAN_COMPRESS_DONE -> CleanCompressDone.class;
            case CLEAN_COMPRESS_FAILED -> CleanCompressFailed.class;
            case CLEAN_HEARTBEAT -> CleanHeartbeat.class;
            case CAPTURE_EVENT -> CaptureEvent.class;
        };
    }

    /** A message within a message. */
    private static final class AnyMessageReader extends JsonDeserializer<Message> {
        @Override
        public Message deserialize(JsonParser parser, DeserializationContext context) throws IOException {
            return read(context.readTree(parser));
        }
    }

    private static final class SpecWriter extends JsonSerializer<CaptureSpec> {
        @Override
        public void serialize(CaptureSpec spec, JsonGenerator to, SerializerProvider provider) throws IOException {
            provider.defaultSerializeValue(SpecJson.of(spec), to);
        }
    }

    private static final class SpecReader extends JsonDeserializer<CaptureSpec> {
        @Override
        public CaptureSpec deserialize(JsonParser parser, DeserializationContext context) throws IOException {
            try {
                return context.readValue(parser, SpecJson.class).toSpec();
            } catch (CaptureException e) {
                throw JsonMappingException.from(parser, String.valueOf(e.getMessage()), e);
            }
        }
    }
}
