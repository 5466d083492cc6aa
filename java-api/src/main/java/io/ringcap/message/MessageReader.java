package io.ringcap.message;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.AnnotationIntrospector;
import com.fasterxml.jackson.databind.DeserializationContext;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonMappingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.MapperFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.cfg.CoercionAction;
import com.fasterxml.jackson.databind.cfg.CoercionInputShape;
import com.fasterxml.jackson.databind.deser.std.StdDelegatingDeserializer;
import com.fasterxml.jackson.databind.deser.std.StdDeserializer;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.module.SimpleModule;
import com.fasterxml.jackson.databind.type.LogicalType;
import com.fasterxml.jackson.databind.util.StdConverter;
import io.ringcap.config.CaptureSpec;
import java.io.IOException;

/** Reads messages strictly: what is missing or of the wrong kind is an error that names it. Thread-safe. */
final class MessageReader {
    private final ObjectMapper strict;

    /** With the names and forms of the mapper that writes. */
    MessageReader(ObjectMapper names) {
        final JsonMapper mapper = JsonMapper.builder()
                .propertyNamingStrategy(names.getPropertyNamingStrategy())
                .disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
                .enable(DeserializationFeature.FAIL_ON_NULL_FOR_PRIMITIVES)
                .enable(DeserializationFeature.FAIL_ON_READING_DUP_TREE_KEY)
                .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
                .enable(DeserializationFeature.FAIL_ON_NUMBERS_FOR_ENUMS)
                .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
                .disable(DeserializationFeature.ACCEPT_FLOAT_AS_INT)
                .disable(MapperFeature.ALLOW_COERCION_OF_SCALARS)
                .withCoercionConfig(
                        LogicalType.Textual,
                        config -> config.setCoercion(CoercionInputShape.Integer, CoercionAction.Fail)
                                .setCoercion(CoercionInputShape.Float, CoercionAction.Fail)
                                .setCoercion(CoercionInputShape.Boolean, CoercionAction.Fail))
                .addModule(new SimpleModule("ringcap-read")
                        .addDeserializer(Message.class, new AnyMessage())
                        .addDeserializer(CaptureSpec.class, new StdDelegatingDeserializer<>(new SpecReader())))
                .build();
        final AnnotationIntrospector annotations =
                mapper.getDeserializationConfig().getAnnotationIntrospector();
        strict = mapper.setAnnotationIntrospector(AnnotationIntrospector.pair(new RequiredComponents(), annotations));
    }

    Message read(String json) throws MessageFormatException {
        final JsonNode tree;
        try {
            tree = strict.readTree(json);
        } catch (JsonProcessingException e) {
            throw MessageFormatException.broken("no JSON: " + e.getOriginalMessage(), e);
        }
        return read(tree);
    }

    private Message read(JsonNode tree) throws MessageFormatException {
        final OpCode opCode = opCode(tree);
        final JsonNode type = tree.get("type");
        if (type != null && !opCode.name().equals(type.textValue())) {
            throw MessageFormatException.broken(
                    "type " + type + " does not belong to op " + opCode.op() + ", which is " + opCode, null);
        }
        try {
            return opCode == OpCode.CAPTURE_EVENT
                    ? bind(tree, EventJson.class).toEvent()
                    : bind(tree, recordOf(opCode));
        } catch (MessageFormatException e) {
            throw e;
        } catch (JsonMappingException e) {
            throw FieldPath.of(e, tree).describe(opCode, e);
        } catch (IOException | IllegalArgumentException e) {
            throw MessageFormatException.broken(opCode + ": " + e.getMessage(), e);
        }
    }

    private <T> T bind(JsonNode tree, Class<T> type) throws IOException {
        try (JsonParser tokens = strict.treeAsTokens(tree)) {
            return strict.readValue(tokens, type);
        }
    }

    private static OpCode opCode(JsonNode tree) throws MessageFormatException {
        if (!tree.isObject()) {
            throw MessageFormatException.broken("a message is a JSON object with the field op", null);
        }
        final JsonNode op = tree.get("op");
        if (op == null) {
            throw MessageFormatException.broken("the message lacks the required field op", null);
        }
        if (!op.isIntegralNumber()) {
            throw MessageFormatException.broken("op must be a whole number, not " + op, null);
        }
        if (!op.canConvertToInt()) {
            throw MessageFormatException.unknownOp(op.asText());
        }
        return OpCode.of(op.intValue()).orElseThrow(() -> MessageFormatException.unknownOp(op.asText()));
    }

    private static Class<? extends Message> recordOf(OpCode opCode) {
        return switch (opCode) {
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

    /** A message inside another one. */
    private final class AnyMessage extends StdDeserializer<Message> {
        private static final long serialVersionUID = 1L;

        AnyMessage() {
            super(Message.class);
        }

        @Override
        public Message deserialize(JsonParser parser, DeserializationContext context) throws IOException {
            return read(context.readTree(parser));
        }
    }

    /** Stateless. */
    private static final class SpecReader extends StdConverter<SpecJson, CaptureSpec> {
        @Override
        public CaptureSpec convert(SpecJson json) {
            return json.toSpec();
        }
    }
}
