package io.ringcap.bench.jmh;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.ringcap.config.CaptureSpec;
import io.ringcap.config.ConfigSnapshot;
import io.ringcap.message.CaptureProgress;
import io.ringcap.message.CaptureStart;
import io.ringcap.message.CaptureStats;
import io.ringcap.message.Message;
import io.ringcap.message.MessageFormatException;
import io.ringcap.message.MessageJson;
import io.ringcap.message.SessionId;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/**
 * What does a message cost on its way to JSON and back, checks of required fields included? Time per message. The baseline is Jackson
 * alone with a tree of the same message, which knows no types and checks nothing.
 */
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@State(Scope.Thread)
@Warmup(iterations = 6, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(value = 2, jvmArgsAppend = ProductionFlags.SERIAL_GC)
public class MessageJsonBenchmark {
    private static final long TIME_USEC = 1_732_179_601_000_000L;
    private static final SessionId SESSION = new SessionId(7, "mine", "capture_1732179600000");

    @Param({"capture_progress", "capture_start"})
    String kind = "capture_progress";

    private final ObjectMapper plainJackson = new ObjectMapper();
    private Message message;
    private String json = "";
    private JsonNode tree;

    @Setup(Level.Trial)
    public void make() throws JsonProcessingException {
        message = "capture_start".equals(kind)
                ? new CaptureStart(
                        TIME_USEC,
                        SESSION,
                        1,
                        CaptureSpec.onInterface("eth0").filter("tcp port 443").build(),
                        ConfigSnapshot.defaults())
                : new CaptureProgress(TIME_USEC, SESSION, CaptureStats.NONE, 1.5, 28.5);
        json = MessageJson.toJson(message);
        tree = plainJackson.readTree(json);
    }

    @Benchmark
    public String write() {
        return MessageJson.toJson(message);
    }

    @Benchmark
    public Message read() throws MessageFormatException {
        return MessageJson.fromJson(json);
    }

    @Benchmark
    public String jacksonTreeWrite() throws JsonProcessingException {
        return plainJackson.writeValueAsString(tree);
    }

    @Benchmark
    public JsonNode jacksonTreeRead() throws JsonProcessingException {
        return plainJackson.readTree(json);
    }
}
