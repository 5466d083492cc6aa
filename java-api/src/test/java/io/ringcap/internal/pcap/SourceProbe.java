package io.ringcap.internal.pcap;

import io.ringcap.config.CaptureConfig;
import io.ringcap.config.CaptureDevice;
import io.ringcap.config.CaptureSpec;
import io.ringcap.config.SourceChoice;
import io.ringcap.message.CaptureException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Locale;

/** What the tests run in JVMs of their own, where a property, a variable or a jar is different. Says what it finds. */
final class SourceProbe {
    private SourceProbe() {}

    /** Arguments: what to do, and what with. */
    public static void main(String[] arguments) {
        try {
            System.out.println(probe(arguments[0], Arrays.copyOfRange(arguments, 1, arguments.length)));
        } catch (CaptureException e) {
            System.out.println(e.code() + ": " + e.getMessage());
        }
    }

    private static String probe(String what, String[] with) {
        return switch (what) {
            case "cause" -> "cause: " + NativeLibrary.unavailabilityCause();
            case "devices" ->
                Sources.devices(null).stream().map(CaptureDevice::name).toList().toString();
            case "file" -> file(with[0], Path.of(with[1]), with[2]);
            case "interface" -> openAndClose(with[0], CaptureSpec.onInterface(with[1]));
            default -> throw new IllegalArgumentException(what);
        };
    }

    private static String file(String choice, Path file, String filter) {
        try (BlockSource source = open(choice, CaptureSpec.fromFile(file).filter(filter));
                SourceReader reader = new SourceReader(source)) {
            return source.kind() + " because " + source.reason() + " gave "
                    + reader.readToEnd().size() + " packets";
        }
    }

    private static String openAndClose(String choice, CaptureSpec.Builder spec) {
        try (BlockSource source = open(choice, spec)) {
            return source.kind() + " because " + source.reason();
        }
    }

    private static BlockSource open(String choice, CaptureSpec.Builder spec) {
        final SourceChoice source = SourceChoice.valueOf(choice.toUpperCase(Locale.ROOT));
        return Sources.open(spec.build(), CaptureConfig.builder().source(source).build());
    }
}
