package io.ringcap.docs;

import io.ringcap.config.CaptureConfig;
import io.ringcap.config.CaptureMode;
import io.ringcap.config.CaptureSpec;
import io.ringcap.config.CaptureTarget;
import io.ringcap.config.CompressFormat;
import io.ringcap.config.ConfigSnapshot;
import io.ringcap.config.Direction;
import io.ringcap.config.FanoutMode;
import io.ringcap.config.FileOptions;
import io.ringcap.config.ManagerConfig;
import io.ringcap.config.OnDiskFull;
import io.ringcap.config.RestartPolicy;
import io.ringcap.config.SourceChoice;
import io.ringcap.config.SyntheticTraffic;
import io.ringcap.config.TrafficFilter;
import io.ringcap.message.MessageJson;
import io.ringcap.sink.Sink;
import io.ringcap.sink.Sinks;
import java.io.IOException;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.lang.reflect.RecordComponent;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Writes the configuration reference out of records, their Javadoc and the command's options. Used once. */
final class ConfigurationReference {
    private static final Path SOURCES = Documentation.ROOT.resolve("java-api/src/main/java/io/ringcap");
    private static final String NOTHING = "";

    private final StringBuilder text = new StringBuilder();
    private final SourceDocs docs;
    private final OptionSamples options = new OptionSamples();

    private ConfigurationReference() throws IOException, ReflectiveOperationException {
        try (Stream<Path> config = Files.list(SOURCES.resolve("config"));
                Stream<Path> sinks = Files.list(SOURCES.resolve("sink"))) {
            docs = SourceDocs.read(Stream.concat(config, sinks)
                    .filter(file -> file.toString().endsWith(".java"))
                    .toList());
        }
    }

    static String generate() throws IOException, ReflectiveOperationException {
        return new ConfigurationReference().written();
    }

    private String written() throws ReflectiveOperationException {
        final CaptureSpec onInterface = CaptureSpec.onInterface("eth0").build();
        heading("CaptureSpec: what to capture", CaptureSpec.class);
        methods(CaptureSpec.class, CaptureSpec.Builder.class);
        table(
                List.of(
                        onInterface,
                        CaptureSpec.inNamespace("blue").build(),
                        CaptureSpec.ofProcess(1).build(),
                        CaptureSpec.withAddresses("192.0.2.1").build(),
                        CaptureSpec.fromFile(Path.of("in.pcap")).build(),
                        CaptureSpec.ofSynthetic(new SyntheticTraffic(64, 0)).build()),
                true);
        section("TrafficFilter", TrafficFilter.NONE, true);
        section("CaptureTarget", CaptureTarget.NONE, true);
        section("SyntheticTraffic", new SyntheticTraffic(64, 0), true);
        section("CaptureConfig: how to capture", CaptureConfig.defaults(), false);
        section("RestartPolicy", RestartPolicy.NONE, false);
        section("FileOptions: how files are made", FileOptions.defaults(), false);
        section("ManagerConfig: the manager", ManagerConfig.defaults(), false);
        section("ConfigSnapshot: limits and files as a message", ConfigSnapshot.defaults(), true);
        heading("Sinks", Sinks.class);
        methods(Sinks.class, Sink.class);
        text.append("## Values\n");
        values(CaptureMode.class);
        values(Direction.class);
        values(SourceChoice.class);
        values(FanoutMode.class);
        values(OnDiskFull.class);
        values(CompressFormat.class);
        values(Sink.Overflow.class);
        return text.toString().strip() + "\n";
    }

    /** Where the section of a record is. */
    static String anchorOf(String record) {
        return record.equals("ConfigSnapshot")
                ? "configsnapshot-limits-and-files-as-a-message"
                : record.toLowerCase(Locale.ROOT);
    }

    private void heading(String title, Class<?> type) {
        text.append("## ").append(title).append("\n\n");
        text.append(docs.of(type.getSimpleName())).append("\n\n");
    }

    private void section(String title, Record defaults, boolean isJson) throws ReflectiveOperationException {
        heading(title, defaults.getClass());
        table(List.of(defaults), isJson);
    }

    /** Static methods that return what is made. */
    private void methods(Class<?> type, Class<?> made) {
        row("method", "meaning");
        row("---", "---");
        Stream.of(type.getDeclaredMethods())
                .filter(method -> Modifier.isPublic(method.getModifiers())
                        && Modifier.isStatic(method.getModifiers())
                        && method.getReturnType() == made)
                .map(ConfigurationReference::signature)
                .sorted()
                .forEach(signature -> row("`" + signature + "`", said(type.getSimpleName() + "#" + signature)));
        text.append('\n');
    }

    private static String signature(Method method) {
        return Arrays.stream(method.getParameterTypes())
                .map(Class::getSimpleName)
                .collect(Collectors.joining(", ", method.getName() + "(", ")"))
                .replace("[]", "...");
    }

    private String said(String key) {
        if (docs.of(key).isEmpty()) {
            throw new AssertionError(key + " has no Javadoc");
        }
        return docs.of(key);
    }

    private void table(List<? extends Record> defaults, boolean isJson) throws ReflectiveOperationException {
        final Class<?> type = defaults.get(0).getClass();
        final List<List<String>> rows = new ArrayList<>();
        for (RecordComponent component : type.getRecordComponents()) {
            rows.add(cells(defaults, component, isJson));
        }
        final List<String> heads = List.of("setting", "type", "default", "values", "meaning", "JSON", "option");
        final List<Integer> columns = new ArrayList<>();
        for (int i = 0; i < heads.size(); i++) {
            final int column = i;
            if (rows.stream().anyMatch(row -> !row.get(column).isEmpty())) {
                columns.add(column);
            }
        }
        row(columns.stream().map(heads::get).toArray(String[]::new));
        row(columns.stream().map(any -> "---").toArray(String[]::new));
        rows.forEach(row -> row(columns.stream().map(row::get).toArray(String[]::new)));
        text.append('\n');
    }

    private List<String> cells(List<? extends Record> defaults, RecordComponent component, boolean isJson)
            throws ReflectiveOperationException {
        final String type = component.getDeclaringRecord().getSimpleName();
        final String name = component.getName();
        // The parts have tables of their own.
        final boolean isInParts =
                component.getType() == TrafficFilter.class || component.getType() == CaptureTarget.class;
        return List.of(
                "`" + name + "`",
                component.getType() == List.class ? "list" : component.getType().getSimpleName(),
                defaultOf(defaults, component),
                ValueRules.of(valid(defaults), component),
                meaning(component),
                isJson && !isInParts ? jsonNames(defaults.get(0), component) : NOTHING,
                isInParts ? NOTHING : code(options.optionsOf(type + "." + name)));
    }

    /** Some settings are refused only beside others. */
    private static List<? extends Record> valid(List<? extends Record> defaults) {
        if (!(defaults.get(0) instanceof FileOptions)) {
            return defaults.subList(0, 1);
        }
        final FileOptions rotating = FileOptions.builder()
                .rotateBytes(1 << 20)
                .rotateEvery(Duration.ofSeconds(1))
                .keepFiles(2)
                .build();
        return List.of(defaults.get(0), rotating);
    }

    private static String defaultOf(List<? extends Record> instances, RecordComponent component)
            throws ReflectiveOperationException {
        // What has no builder is given whole.
        if (Stream.of(component.getDeclaringRecord().getDeclaredClasses())
                .noneMatch(nested -> nested.getSimpleName().equals("Builder"))) {
            return NOTHING;
        }
        final List<@Nullable Object> values = new ArrayList<>();
        for (Record instance : instances) {
            values.add(component.getAccessor().invoke(instance));
        }
        final Object value = values.get(0);
        if (values.stream().anyMatch(other -> !Objects.equals(other, value))) {
            return "by the method";
        }
        if (component.getName().equals("configHash")) {
            return "computed";
        }
        return Clock.systemUTC().equals(value) ? "`Clock.systemUTC()`" : ValueRules.shown(value);
    }

    private String meaning(RecordComponent component) {
        final String type = component.getDeclaringRecord().getSimpleName();
        for (String key : List.of(type + "@" + component.getName(), type + ".Builder#" + component.getName())) {
            if (!docs.of(key).isEmpty()) {
                return docs.of(key);
            }
        }
        final String ofType = docs.firstSentenceOf(component.getType().getSimpleName());
        if (ofType.isEmpty()) {
            throw new AssertionError(type + "." + component.getName() + " has no Javadoc");
        }
        return ofType;
    }

    private String jsonNames(Record instance, RecordComponent component) {
        final String type = component.getDeclaringRecord().getSimpleName();
        final Set<String> found = options.jsonNamesOf(type + "." + component.getName());
        if (!found.isEmpty() && !(instance instanceof SyntheticTraffic)) {
            return code(found);
        }
        final String name = component.getName().replaceAll("([A-Z])", "_$1").toLowerCase(Locale.ROOT);
        if (!MessageJson.toJson(instance).contains("\"" + name + "\":")) {
            throw new AssertionError(type + "." + component.getName() + " is not in " + MessageJson.toJson(instance));
        }
        return "`" + name + "`";
    }

    private <E extends Enum<E>> void values(Class<E> type) {
        final String name = type.getName().replaceFirst(".*\\.", "").replace('$', '.');
        text.append("\n### ").append(name).append("\n\n");
        text.append(docs.of(name)).append("\n\n");
        row("value", "in messages", "meaning");
        row("---", "---", "---");
        for (E constant : type.getEnumConstants()) {
            final String json = MessageJson.toJson(constant).replace("\"", "");
            row(
                    "`" + constant.name() + "`",
                    json.equals(constant.name()) ? NOTHING : "`" + json + "`",
                    said(name + "#" + constant.name()));
        }
    }

    private static String code(Set<String> names) {
        return names.stream().map(name -> "`" + name + "`").collect(Collectors.joining(", "));
    }

    private void row(String... cells) {
        text.append('|');
        for (String cell : cells) {
            text.append(' ').append(cell.replace("|", "\\|")).append(" |");
        }
        text.append('\n');
    }
}
