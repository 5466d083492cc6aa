package io.ringcap.message;

import com.fasterxml.jackson.databind.JsonMappingException;
import com.fasterxml.jackson.databind.JsonNode;

/**
 * The place in a message that could not be read.
 *
 * @param text as in {@code files[3].file_size}; empty for the message as a whole
 * @param value what stands there
 */
record FieldPath(String text, JsonNode value) {

    static FieldPath of(JsonMappingException failure, JsonNode message) {
        final StringBuilder text = new StringBuilder();
        JsonNode at = message;
        for (JsonMappingException.Reference step : failure.getPath()) {
            final String name = step.getFieldName();
            if (name == null) {
                text.append('[').append(step.getIndex()).append(']');
                at = at.path(step.getIndex());
            } else if (!(name.equals("session") && text.isEmpty())) {
                // The fields of a session stand in the message itself.
                text.append(text.isEmpty() ? "" : ".").append(name);
                at = at.path(name);
            }
        }
        return new FieldPath(text.toString(), at);
    }

    /** What the sender has to put right. */
    MessageFormatException describe(OpCode opCode, JsonMappingException failure) {
        if (value.isMissingNode() || value.isNull()) {
            return MessageFormatException.missing(opCode, text);
        }
        final Throwable cause = failure.getCause();
        final String reason = cause == null ? failure.getOriginalMessage() : String.valueOf(cause.getMessage());
        final String place = text.isEmpty() ? opCode.name() : opCode + ", field " + text;
        final String given = value.isValueNode() ? " cannot be " + value : " cannot be used";
        return MessageFormatException.broken(place + given + ": " + reason, failure);
    }
}
