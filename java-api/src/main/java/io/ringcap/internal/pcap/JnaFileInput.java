package io.ringcap.internal.pcap;

import com.sun.jna.Native;
import com.sun.jna.Pointer;
import io.ringcap.config.CaptureSpec;
import io.ringcap.message.CaptureException;
import io.ringcap.message.CaptureInterface;
import io.ringcap.packet.BlockLayout;
import java.nio.file.Files;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/** A capture file, read as many times as was asked for. Worked by the source's worker. */
final class JnaFileInput extends JnaInput {
    private static final System.Logger LOG = System.getLogger(JnaFileInput.class.getName());

    /** Unwanted packets after which the source may see that somebody woke it. */
    private static final int CHUNK = 4096;

    private static final int NO_DESCRIPTOR = -1;

    private final Path file;
    private final byte[] scratch;
    private @Nullable JnaFilter filter;
    private JnaHandle handle;
    private int passesLeft;
    private boolean hasRead;
    private volatile boolean isTruncated;

    private JnaFileInput(Path file, CaptureSpec spec, JnaHandle handle, @Nullable JnaFilter filter, byte[] scratch) {
        super(new CaptureInterface(
                0,
                String.valueOf(file.getFileName()),
                handle.linkType(),
                snaplen(handle, spec),
                null,
                null,
                null,
                handle.isNanoseconds(),
                false));
        this.file = file;
        this.passesLeft = spec.fileRepeat();
        this.handle = handle;
        this.filter = filter;
        this.scratch = scratch;
    }

    static JnaFileInput open(Path file, CaptureSpec spec, byte[] scratch) {
        if (!Files.exists(file)) {
            throw error(NativeErrors.OPEN_FILE, "No such file or directory", spec);
        }
        if (Files.isDirectory(file)) {
            throw error(NativeErrors.OPEN_FILE, "Is a directory", spec);
        }
        if (!Files.isRegularFile(file)) {
            throw error(NativeErrors.NOT_SUPPORTED, "is not a regular file", spec);
        }
        if (!Files.isReadable(file)) {
            throw error(NativeErrors.OPEN_FILE, "Permission denied", spec);
        }
        final byte[] text = new byte[JnaPcap.ERRBUF_BYTES];
        final JnaHandle handle = openPass(file, text, scratch);
        if (handle == null) {
            throw error(NativeErrors.FORMAT, Native.toString(text), spec);
        }
        try {
            return new JnaFileInput(file, spec, handle, compile(handle, spec), scratch);
        } catch (RuntimeException | Error e) {
            handle.close();
            throw e;
        }
    }

    private static @Nullable JnaHandle openPass(Path file, byte[] error, byte[] scratch) {
        final Pointer pcap =
                JnaPcap.openOfflineWithTstampPrecision(JnaHandle.text(file.toString()), JnaPcap.PRECISION_NANO, error);
        return pcap == null ? null : new JnaHandle(pcap, 1, scratch);
    }

    /** The file's own, unless a smaller one was asked for. */
    private static int snaplen(JnaHandle handle, CaptureSpec spec) {
        return spec.snaplen() < BlockLayout.MAX_SNAPLEN ? Math.min(handle.snaplen(), spec.snaplen()) : handle.snaplen();
    }

    private static @Nullable JnaFilter compile(JnaHandle handle, CaptureSpec spec) {
        if (spec.filter().isBlank()) {
            return null;
        }
        final JnaFilter filter = JnaFilter.compile(handle.pcap(), spec.filter());
        if (filter == null) {
            throw error(NativeErrors.FILTER, handle.error(), spec);
        }
        return filter;
    }

    private static CaptureException error(int code, String text, CaptureSpec spec) {
        return OpenErrors.ofFile(code, text, spec, prefix -> JnaFilter.isFilter(prefix, spec.snaplen()));
    }

    @Override
    JnaHandle handle() {
        return handle;
    }

    @Override
    boolean advance() {
        // The filter is asked here and not installed, or a filter that wants nothing would keep us in libpcap to the
        // end.
        int looked = 0;
        while (looked < CHUNK) {
            final int result = handle.next();
            if (result == JnaHandle.PACKET) {
                hasRead = true;
                if (filter == null || handle.passes(filter)) {
                    return true;
                }
                looked++;
            } else if (!onEnd(result)) {
                return false;
            }
        }
        return false;
    }

    /** Goes on with the next pass; false when there is none. */
    private boolean onEnd(int result) {
        if (result != JnaHandle.END_OF_FILE) {
            onError(handle.error());
            return false;
        }
        // A pass without a packet would be followed by as many more as were asked for, each without a packet.
        if (passesLeft <= 1 || !hasRead) {
            end();
            return false;
        }
        passesLeft--;
        hasRead = false;
        return reopen();
    }

    private boolean reopen() {
        final byte[] text = new byte[JnaPcap.ERRBUF_BYTES];
        final JnaHandle next = openPass(file, text, scratch);
        if (next == null) {
            fail(Native.toString(text));
            return false;
        }
        handle.close();
        handle = next;
        if (next.linkType() != description().linkType()) {
            fail("the file's link type changed between two passes");
            return false;
        }
        return true;
    }

    private void onError(String text) {
        // libpcap has no code for it.
        if (text.startsWith("truncated")) {
            isTruncated = true;
            LOG.log(System.Logger.Level.WARNING, "{0} ends in a torn record: {1}", file, text);
            end();
        } else {
            fail(text);
        }
    }

    @Override
    void onNothing(long nowNs) {
        // A file has nothing only when it is at its end, or is passing over unwanted packets.
    }

    @Override
    @Nullable
    String install(JnaFilter wanted, boolean isForEverything) {
        final JnaFilter before = filter;
        filter = wanted;
        if (isForEverything) {
            wanted.close();
            filter = null;
        }
        if (before != null) {
            before.close();
        }
        return null;
    }

    @Override
    void quiesce(long deadlineNs) {
        end();
    }

    @Override
    int fd() {
        return NO_DESCRIPTOR;
    }

    @Override
    boolean isTruncated() {
        return isTruncated;
    }

    @Override
    void addDrops(SourceCounters into) {
        into.droppedKernel = 0;
        into.droppedInterface = SourceCounters.UNKNOWN;
    }

    @Override
    long refreshDrops() {
        return 0;
    }

    @Override
    void close() {
        handle.close();
        if (filter != null) {
            filter.close();
        }
    }
}
