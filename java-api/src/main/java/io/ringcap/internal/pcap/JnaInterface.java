package io.ringcap.internal.pcap;

import com.sun.jna.Native;
import com.sun.jna.Pointer;
import io.ringcap.config.CaptureConfig;
import io.ringcap.config.CaptureSpec;
import io.ringcap.config.Direction;
import io.ringcap.message.CaptureException;
import io.ringcap.message.CaptureInterface;

/** Opens one interface: create, set, activate, non-blocking, direction, filter. Used once, on the source's worker. */
final class JnaInterface {
    private static final long NANOS_PER_MICRO = 1000;

    private final String name;
    private final CaptureSpec spec;
    private final CaptureConfig config;
    private final byte[] scratch;

    JnaInterface(String name, CaptureSpec spec, CaptureConfig config, byte[] scratch) {
        this.name = name;
        this.spec = spec;
        this.config = config;
        this.scratch = scratch;
    }

    JnaLiveInput open(int index) {
        final byte[] text = new byte[JnaPcap.ERRBUF_BYTES];
        final Pointer pcap = JnaPcap.create(JnaHandle.text(name), text);
        if (pcap == null) {
            throw error(NativeErrors.ACTIVATE, Native.toString(text));
        }
        try {
            return open(index, pcap);
        } catch (RuntimeException | Error e) {
            JnaPcap.close(pcap);
            throw e;
        }
    }

    private JnaLiveInput open(int index, Pointer pcap) {
        final boolean isPromiscuous = activate(pcap);
        final byte[] text = new byte[JnaPcap.ERRBUF_BYTES];
        // A blocking handle never returns on a silent link, whatever its time-out.
        if (JnaPcap.setnonblock(pcap, 1, text) != 0) {
            throw error(NativeErrors.ACTIVATE, "cannot be made non-blocking: " + Native.toString(text));
        }
        final int direction = InterfaceOpening.directionCode(spec.direction());
        if (spec.direction() != Direction.INOUT && JnaPcap.setdirection(pcap, direction) != 0) {
            throw error(NativeErrors.NOT_SUPPORTED, "direction: " + JnaPcap.geterr(pcap));
        }
        installFilter(pcap);
        final boolean isNano = JnaPcap.getTstampPrecision(pcap) == JnaPcap.PRECISION_NANO;
        final JnaHandle handle = new JnaHandle(pcap, isNano ? 1 : NANOS_PER_MICRO, scratch);
        final CaptureInterface description = new CaptureInterface(
                index, name, handle.linkType(), handle.snaplen(), null, null, null, isNano, isPromiscuous);
        return new JnaLiveInput(description, handle, JnaPcap.getSelectableFd(pcap), config);
    }

    /** Returns whether the interface is promiscuous. */
    private boolean activate(Pointer pcap) {
        JnaPcap.setSnaplen(pcap, spec.snaplen());
        JnaPcap.setPromisc(pcap, spec.promiscuous() ? 1 : 0);
        JnaPcap.setTimeout(pcap, (int) Math.max(config.flush().toMillis(), 1));
        JnaPcap.setBufferSize(pcap, config.kernelBufferBytes());
        JnaPcap.setImmediateMode(pcap, config.immediate() ? 1 : 0);
        // Refused where there is none; what is in force is asked after activation.
        JnaPcap.setTstampPrecision(pcap, JnaPcap.PRECISION_NANO);
        final int status = JnaPcap.activate(pcap);
        if (status < 0) {
            final String detail = JnaPcap.geterr(pcap);
            throw error(code(status), JnaPcap.statustostr(status) + (detail.isEmpty() ? "" : ": " + detail));
        }
        return spec.promiscuous() && status != JnaPcap.WARNING_PROMISC_NOTSUP;
    }

    private static int code(int status) {
        return switch (status) {
            case JnaPcap.ERROR_NO_SUCH_DEVICE -> NativeErrors.NO_INTERFACE;
            case JnaPcap.ERROR_PERM_DENIED, JnaPcap.ERROR_PROMISC_PERM_DENIED -> NativeErrors.PERMISSION;
            default -> NativeErrors.ACTIVATE;
        };
    }

    /** For everything too: the kernel cuts packets to the snaplen only where there is a filter. */
    private void installFilter(Pointer pcap) {
        try (JnaFilter filter = JnaFilter.compile(pcap, spec.filter())) {
            if (filter == null || !filter.install(pcap)) {
                throw error(NativeErrors.FILTER, JnaPcap.geterr(pcap));
            }
        }
    }

    private CaptureException error(int code, String text) {
        return OpenErrors.ofInterface(code, text, name, spec, prefix -> JnaFilter.isFilter(prefix, spec.snaplen()));
    }
}
