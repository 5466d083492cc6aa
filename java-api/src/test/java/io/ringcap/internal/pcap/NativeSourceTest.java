package io.ringcap.internal.pcap;

import static java.util.Objects.requireNonNull;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.ringcap.config.CaptureConfig;
import io.ringcap.config.CaptureDevice;
import io.ringcap.config.CaptureSpec;
import io.ringcap.config.SourceChoice;
import io.ringcap.message.CaptureException;
import io.ringcap.message.CaptureInterface;
import io.ringcap.message.ErrorCode;
import io.ringcap.message.SourceKind;
import io.ringcap.testing.LiveNetwork;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/** The contract on the C shim, and what only it can do. */
final class NativeSourceTest extends SourceContractTest {
    @Override
    SourceChoice choice() {
        return SourceChoice.SHIM;
    }

    @Override
    SourceKind kind() {
        return SourceKind.SHIM;
    }

    @Override
    LiveNetwork network(int pairs) {
        return LiveNetwork.open(pairs, 1500);
    }

    @Override
    CaptureSpec.Builder capture(LiveNetwork network, String... interfaces) {
        return CaptureSpec.onInterface(interfaces).netns(network.receivingNetns());
    }

    @Test
    void shouldListDevicesOfOtherNamespace() {
        LiveNetwork.assumeLive();
        try (LiveNetwork network = LiveNetwork.open()) {
            final List<String> names = Sources.devices(network.receivingNetns()).stream()
                    .map(CaptureDevice::name)
                    .toList();
            assertTrue(names.contains("rx0"), names.toString());
        }
    }

    @Test
    void shouldGiveASignOfLifeForEachSocketAndGiveUpWhenNobodyWaits() {
        LiveNetwork.assumeLive();
        try (LiveNetwork network = network(2)) {
            final CaptureSpec spec = capture(network, "rx0", "rx1").build();
            for (int workers : new int[] {1, 3}) {
                final CaptureConfig config =
                        CaptureConfig.builder().workers(workers).build();
                final AtomicInteger signs = new AtomicInteger();
                Sources.open(spec, config, () -> {
                            signs.incrementAndGet();
                            return Long.MAX_VALUE;
                        })
                        .close();
                assertEquals(2 * workers, signs.get());
                final CaptureException ended = assertThrows(
                        CaptureException.class,
                        () -> Sources.open(
                                spec, config, () -> signs.decrementAndGet() > workers ? Long.MAX_VALUE : 1_000_000));
                assertEquals(ErrorCode.RUN_CANCELLED, ended.code(), ended.getMessage());
            }
        }
    }

    @Test
    void shouldSayWhichNamespaceIsMissing() {
        LiveNetwork.assumeLive();
        final CaptureSpec spec = CaptureSpec.onInterface("lo")
                .netns(folder.resolve("no-namespace"))
                .build();
        final CaptureException refusal = assertThrows(CaptureException.class, () -> open(spec));
        assertEquals(ErrorCode.START_INVALID_PARAMS, refusal.code(), refusal.getMessage());
        assertTrue(refusal.getMessage().contains("no-namespace"), refusal.getMessage());
    }

    @Test
    void shouldReportTheRingItGot() {
        LiveNetwork.assumeLive();
        try (LiveNetwork network = LiveNetwork.open();
                BlockSource source = open(
                        capture(network, network.receiver(0)).build(),
                        CaptureConfig.builder().kernelBufferBytes(4 << 20))) {
            final CaptureInterface description = source.interfaces().get(0);
            assertEquals(3, description.tpacketVersion());
            final long ringBytes = requireNonNull(description.kernelRingBytes(), "the ring's size");
            assertTrue(ringBytes >= 4 << 20 && ringBytes <= 8 << 20, ringBytes + " bytes");
        }
    }
}
