package io.ringcap.internal.pcap;

import io.ringcap.config.CaptureDevice;
import io.ringcap.config.CaptureSpec;
import io.ringcap.message.CaptureException;
import io.ringcap.message.ErrorCode;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * Makes of the codes that opening a source can bring, the shim's, the one message that a user understands and can act on.
 * Each source says itself how libpcap is asked whether a text is a filter.
 */
final class OpenErrors {
    private OpenErrors() {}

    static CaptureException ofInterface(
            int code, String text, String name, CaptureSpec spec, Predicate<String> isFilter) {
        return switch (code) {
            case NativeErrors.NO_INTERFACE -> noInterface(name, text, spec);
            case NativeErrors.PERMISSION ->
                new CaptureException(
                        ErrorCode.START_NO_PERMISSION,
                        "no permission to capture on " + name + " (" + text + "): "
                                + MissingRight.of(ProcessRights.NET_RAW).text());
            case NativeErrors.FILTER -> badFilter(text, spec.filter(), isFilter);
            case NativeErrors.NETNS -> badNetns(text, spec.netns());
            default ->
                new CaptureException(
                        ErrorCode.START_ENGINE_FAILED,
                        "cannot capture on " + name + ": " + text + " (code " + code + ")"
                                + (text.contains("not up") ? "; bring it up first: " + upLine(name, spec) : ""));
        };
    }

    private static String upLine(String name, CaptureSpec spec) {
        return "sudo "
                + (spec.netns() == null
                        ? ""
                        : "nsenter --net=" + Remedies.quoted(spec.netns().toString()) + " ")
                + "ip link set dev " + Remedies.quoted(name) + " up";
    }

    static CaptureException ofFile(int code, String text, CaptureSpec spec, Predicate<String> isFilter) {
        return switch (code) {
            case NativeErrors.OPEN_FILE ->
                invalid("cannot open " + spec.file() + ": " + without(spec.file(), text)
                        + "; name a pcap or pcapng file that this user may read");
            case NativeErrors.FORMAT ->
                invalid(spec.file() + " is not a pcap or pcapng file that libpcap can read: "
                        + without(spec.file(), text)
                        + "; 'capinfos FILE' tells what it is, editcap converts other formats");
            case NativeErrors.FILTER -> badFilter(text, spec.filter(), isFilter);
            default ->
                new CaptureException(
                        ErrorCode.START_ENGINE_FAILED,
                        "cannot read " + spec.file() + ": " + text + " (code " + code + ")");
        };
    }

    /** What has stopped a source that ran. */
    static String stopped(boolean isLive, String reading, String text) {
        if (isLive) {
            return "the capture engine stopped: " + text + "; what was captured before is saved";
        }
        return "cannot read on in " + reading + ": " + text + "; what was read before is saved"
                + (text.contains("different from the type of the first")
                        ? ". libpcap reads one kind of interface of a file: first make a file of one, with"
                                + " tshark -r FILE -Y frame.interface_id==0 -w ONE"
                        : "");
    }

    /** libpcap names the file first, which the message does already. */
    private static String without(@Nullable Path file, String text) {
        final String name = file + ": ";
        return text.startsWith(name) ? text.substring(name.length()) : text;
    }

    static CaptureException badFilter(String text, String filter, Predicate<String> isFilter) {
        return invalid(
                "filter '" + filter + "' is not a BPF expression: " + text + FilterDiagnosis.where(filter, isFilter)
                        + "; the language is described in the manual page pcap-filter(7)");
    }

    /** A filter that is one, but could not be put in force. */
    static CaptureException filterNotSet(String filter, String text) {
        return new CaptureException(
                ErrorCode.START_ENGINE_FAILED,
                "filter '" + filter + "' cannot be set: " + text + "; the old one stays");
    }

    private static CaptureException noInterface(String name, String text, CaptureSpec spec) {
        return new CaptureException(
                ErrorCode.START_INTERFACE_NOT_FOUND,
                "there is no interface '" + name + "'"
                        + (spec.netns() == null ? "" : " in network namespace " + spec.netns()) + " (" + text
                        + "); there are: " + names(name, spec));
    }

    private static String names(String wrong, CaptureSpec spec) {
        try {
            final List<CaptureDevice> devices = Sources.devices(spec.netns());
            return devices.isEmpty()
                    ? "none that this user may see"
                    : NearNames.of(
                            wrong, devices.stream().map(CaptureDevice::name).toList());
        } catch (CaptureException e) {
            return "(the list could not be read: " + e.getMessage() + ")";
        }
    }

    /** The shim's text names the file already. */
    static CaptureException badNetns(String text, @Nullable Path netns) {
        final boolean isClosed = text.contains("Permission denied");
        if (isClosed || text.contains("Operation not permitted")) {
            // To open the namespace of somebody else's process is another right than to enter it.
            final boolean isOfProcess = isClosed && netns != null && netns.startsWith("/proc");
            return new CaptureException(
                    ErrorCode.START_NO_PERMISSION,
                    text + ": "
                            + MissingRight.of(isOfProcess ? ProcessRights.SYS_PTRACE : ProcessRights.SYS_ADMIN)
                                    .text());
        }
        return invalid(text + "; 'ip netns list' shows the named ones, /proc/PID/ns/net is the one of a process");
    }

    private static CaptureException invalid(String text) {
        return new CaptureException(ErrorCode.START_INVALID_PARAMS, text);
    }
}
