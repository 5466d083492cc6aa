package io.ringcap.docs;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.ringcap.cli.CommandModel;
import io.ringcap.config.CaptureSpec;
import io.ringcap.message.MessageJson;
import java.lang.reflect.RecordComponent;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Stream;
import picocli.CommandLine.Model.OptionSpec;

/**
 * Finds out which option of {@code ringcap record} sets which component, and what it is called in JSON: by giving the option and
 * looking at what has changed. Immutable once it is made.
 */
final class OptionSamples {
    private static final ObjectMapper JSON = new ObjectMapper();

    /** Options that are about something else than the configuration. */
    private static final Set<String> ELSEWHERE =
            Set.of("-w", "--format", "--journal", "--print", "--sink", "--json", "--help", "--version");

    /** What is said in any case, and what is said beside it to change something. */
    private record Sample(String option, String base, String changed) {}

    private static final List<Sample> SAMPLES = List.of(
            new Sample("-i", "-i eth0", "-i eth1"),
            new Sample("--netns", "-i eth0", "-i eth0 --netns blue"),
            new Sample("--pid", "--pid 5", "--pid 6"),
            new Sample("--process", "--process a", "--process b"),
            new Sample("--children", "--pid 5", "--pid 5 --children"),
            new Sample("--unattributed", "--pid 5", "--pid 5 --unattributed keep"),
            new Sample("--container", "--container a", "--container b"),
            new Sample("--domain", "--domain a.example", "--domain b.example"),
            new Sample("--protocol", "-i eth0", "-i eth0 --protocol tcp"),
            new Sample("--ip", "-i eth0", "-i eth0 --ip 192.0.2.1"),
            new Sample("--port", "-i eth0", "-i eth0 --port 53"),
            new Sample("--read", "--read a.pcap", "--read b.pcap"),
            new Sample("--repeat", "--read a.pcap", "--read a.pcap --repeat 3"),
            new Sample("--synthetic", "--synthetic 64", "--synthetic 65@7"),
            new Sample("-f", "-i eth0", "-i eth0 -f udp"),
            new Sample("-s", "-i eth0", "-i eth0 -s 96"),
            new Sample("--no-promisc", "-i eth0", "-i eth0 --no-promisc"),
            new Sample("--direction", "-i eth0", "-i eth0 --direction in"),
            new Sample("--rejoin", "-i eth0", "-i eth0 --rejoin"),
            new Sample("--duration", "-i eth0", "-i eth0 --duration 3s"),
            new Sample("--packets", "-i eth0", "-i eth0 --packets 7"),
            new Sample("--bytes", "-i eth0", "-i eth0 --bytes 7"),
            new Sample("--buffer", "-i eth0", "-i eth0 --buffer 1M"),
            new Sample("--ring", "-i eth0", "-i eth0 --ring 8M"),
            new Sample("--profile", "-i eth0", "-i eth0 --profile latency"),
            new Sample("--profile", "-i eth0", "-i eth0 --profile small"),
            new Sample("--flush", "-i eth0", "-i eth0 --flush 5ms"),
            new Sample("--source", "-i eth0", "-i eth0 --source jna"),
            new Sample("--workers", "-i eth0", "-i eth0 --workers 2"),
            new Sample("--fanout", "-i eth0 --workers 2", "-i eth0 --workers 2 --fanout cpu"),
            new Sample("--rotate-size", "-i eth0", "-i eth0 --rotate-size 1M"),
            new Sample("--rotate-every", "-i eth0", "-i eth0 --rotate-every 60s"),
            new Sample("--aligned", "-i eth0 --rotate-every 60s", "-i eth0 --rotate-every 60s --aligned"),
            new Sample("--rotate-packets", "-i eth0", "-i eth0 --rotate-packets 9"),
            new Sample("--keep-files", "-i eth0 --rotate-size 1M", "-i eth0 --rotate-size 1M --keep-files 3"),
            new Sample("--keep-bytes", "-i eth0 --rotate-size 1M", "-i eth0 --rotate-size 1M --keep-bytes 3M"),
            new Sample("--keep-age", "-i eth0", "-i eth0 --keep-age 7d"),
            new Sample("--name-template", "-i eth0", "-i eth0 --name-template {key}"),
            new Sample("--compress", "-i eth0", "-i eth0 --compress gz"),
            new Sample("--disk-reserve", "-i eth0", "-i eth0 --disk-reserve 1G"),
            new Sample("--on-disk-full", "-i eth0", "-i eth0 --on-disk-full pause"),
            new Sample("--checksum", "-i eth0", "-i eth0 --checksum"),
            new Sample("--fsync", "-i eth0", "-i eth0 --fsync"),
            new Sample("--publish-empty", "-i eth0", "-i eth0 --publish-empty"));

    private final Map<String, Set<String>> options = new TreeMap<>();
    private final Map<String, Set<String>> jsonNames = new TreeMap<>();

    OptionSamples() throws ReflectiveOperationException {
        final CommandModel command = new CommandModel();
        for (Sample sample : SAMPLES) {
            final CommandModel.Parsed base =
                    command.record(List.of(sample.base().split(" ")));
            final CommandModel.Parsed changed =
                    command.record(List.of(sample.changed().split(" ")));
            final Set<String> components = changes(base.spec(), changed.spec());
            note(jsonNames, components, jsonChanges(base.spec(), changed.spec()));
            components.addAll(changes(base.config(), changed.config()));
            components.addAll(changes(base.files(), changed.files()));
            if (components.isEmpty()) {
                throw new AssertionError(sample + " changes nothing");
            }
            note(options, components, Set.of(sample.option()));
        }
        final CaptureSpec plain = CaptureSpec.onInterface("eth0").build();
        final CaptureSpec shared = plain.toBuilder().shared(true).build();
        note(jsonNames, changes(plain, shared), jsonChanges(plain, shared));
        // It never changes alone.
        note(jsonNames, Set.of("CaptureSpec.mode"), Set.of("capture_mode"));
    }

    private static void note(Map<String, Set<String>> map, Set<String> components, Set<String> names) {
        for (String component : components) {
            map.computeIfAbsent(component, any -> new TreeSet<>()).addAll(names);
        }
    }

    /** The options that set a component such as {@code CaptureSpec.filter}. */
    Set<String> optionsOf(String component) {
        return options.getOrDefault(component, Set.of());
    }

    /** What a component of a specification is called in messages. */
    Set<String> jsonNamesOf(String component) {
        return jsonNames.getOrDefault(component, Set.of());
    }

    /** Options of the command that no sample is about. */
    static List<String> unknownOptions() {
        final List<String> known = new ArrayList<>(ELSEWHERE);
        SAMPLES.forEach(sample -> known.add(sample.option()));
        return new CommandModel()
                .options("record").stream()
                        .map(OptionSpec::names)
                        .filter(names -> Stream.of(names).noneMatch(known::contains))
                        .map(Arrays::toString)
                        .toList();
    }

    private static Set<String> changes(Record base, Record changed) throws ReflectiveOperationException {
        final Set<String> changes = new HashSet<>();
        for (RecordComponent component : base.getClass().getRecordComponents()) {
            final Object before = component.getAccessor().invoke(base);
            final Object after = component.getAccessor().invoke(changed);
            if (before instanceof Record one && after instanceof Record other) {
                changes.addAll(changes(one, other));
            }
            if (!Objects.equals(before, after)) {
                changes.add(base.getClass().getSimpleName() + "." + component.getName());
            }
        }
        return changes;
    }

    private static Set<String> jsonChanges(CaptureSpec base, CaptureSpec changed) {
        final JsonNode before = tree(base);
        final JsonNode after = tree(changed);
        final Set<String> names = new TreeSet<>();
        for (JsonNode each : List.of(before, after)) {
            for (Iterator<String> fields = each.fieldNames(); fields.hasNext(); ) {
                final String name = fields.next();
                if (!before.path(name).equals(after.path(name))) {
                    names.add(name);
                }
            }
        }
        return names;
    }

    private static JsonNode tree(CaptureSpec spec) {
        try {
            return JSON.readTree(MessageJson.toJson(spec));
        } catch (JsonProcessingException e) {
            throw new AssertionError(spec + " is no JSON", e);
        }
    }
}
