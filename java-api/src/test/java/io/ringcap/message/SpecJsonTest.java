package io.ringcap.message;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.ringcap.config.CaptureMode;
import io.ringcap.config.CaptureSpec;
import io.ringcap.config.CaptureTarget;
import io.ringcap.config.Direction;
import io.ringcap.config.SyntheticTraffic;
import io.ringcap.config.TrafficFilter;
import io.ringcap.testing.SampleConfigs;
import java.nio.file.Path;
import java.time.Duration;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What is asked for, in each mode, from Java to JSON and back. */
class SpecJsonTest {
    private static final String HOSTILE = "a b;rm \"é\n$(id)";

    @ParameterizedTest
    @EnumSource
    void shouldComeBackAsItWas(CaptureMode mode) throws Exception {
        final CaptureSpec spec = specs().get(mode).build();
        assertEquals(mode, spec.mode());
        final CaptureStart message = new CaptureStart(
                1,
                new SessionId(7, "mine", "capture_1"),
                1,
                spec,
                SampleConfigs.allSaid().configTimestamp(1).build());
        final String line = MessageJson.toJson(message);
        assertEquals(message, MessageJson.fromJson(line));

        final JsonNode json = new ObjectMapper().readTree(line).path("spec");
        assertEquals(mode.text(), json.path("capture_mode").asText());
        fieldsOf(mode)
                .forEach((name, value) -> assertEquals(value, json.path(name).asText(), name));
    }

    @ParameterizedTest
    @EnumSource
    void shouldSayNothingOfWhatWasNotAskedFor(CaptureMode mode) {
        final SpecJson form = SpecJson.of(bare().get(mode).build());
        assertNull(form.withChildren());
        assertNull(form.protocolFilter());
        assertNull(form.rejoining());
        assertEquals(bare().get(mode).build(), form.toSpec());
    }

    private static Map<String, String> fieldsOf(CaptureMode mode) {
        return switch (mode) {
            case NETNS -> Map.of("netns_path", "/run/netns/blue");
            case CONTAINER -> Map.of("container_id", HOSTILE);
            case PROCESS -> Map.of("proc_name", HOSTILE, "with_children", "true", "keep_unattributed", "true");
            case PID -> Map.of("target_pid", "4711");
            case DOMAIN -> Map.of("domain", "example.org", "netns_path", "/run/netns/blue");
            case ADDRESS ->
                Map.of("ip_filter", "10.0.0.0/8,::1", "protocol_filter", "tcp,17", "port_filter", "80,90-99");
            default -> Map.of();
        };
    }

    /** Each mode with all that it takes. */
    private static Map<CaptureMode, CaptureSpec.Builder> specs() {
        final Map<CaptureMode, CaptureSpec.Builder> specs = bare();
        final TrafficFilter traffic = new TrafficFilter("tcp,17", "10.0.0.0/8,::1", "80,90-99");
        specs.forEach((mode, builder) -> {
            builder.maxDuration(Duration.ofMillis(1_500))
                    .maxBytes(7)
                    .maxPackets(9)
                    .shared(true)
                    .snaplen(96);
            if (mode != CaptureMode.SYNTHETIC) {
                builder.traffic(traffic).filter("less 500");
            }
            if (mode != CaptureMode.SYNTHETIC && mode != CaptureMode.FILE) {
                builder.promiscuous(false).direction(Direction.OUT).rejoining(true);
            }
        });
        specs.get(CaptureMode.DOMAIN).netns(Path.of("/run/netns/blue"));
        specs.get(CaptureMode.CONTAINER).interfaces(List.of("eth0", "lo"));
        specs.get(CaptureMode.PROCESS).target(new CaptureTarget(HOSTILE, 0, true, true, null, null));
        return specs;
    }

    /** Each mode with as little as it takes. */
    private static Map<CaptureMode, CaptureSpec.Builder> bare() {
        final Map<CaptureMode, CaptureSpec.Builder> specs = new EnumMap<>(CaptureMode.class);
        for (CaptureMode mode : CaptureMode.values()) {
            specs.put(
                    mode,
                    switch (mode) {
                        case INTERFACE -> CaptureSpec.onInterface("eth1", "eth0");
                        case ANY -> CaptureSpec.onInterface("any");
                        case NETNS -> CaptureSpec.inNamespace("/run/netns/blue");
                        case CONTAINER -> CaptureSpec.ofContainer(HOSTILE);
                        case PROCESS -> CaptureSpec.ofProcess(HOSTILE);
                        case PID -> CaptureSpec.ofProcess(4711);
                        case DOMAIN -> CaptureSpec.withDomain("example.org");
                        case ADDRESS -> CaptureSpec.withAddresses("10.0.0.0/8,::1");
                        case FILE -> CaptureSpec.fromFile(Path.of("/a b.pcap"));
                        case SYNTHETIC -> CaptureSpec.ofSynthetic(new SyntheticTraffic(64, 1_000));
                    });
        }
        return specs;
    }
}
