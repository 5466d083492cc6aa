package io.ringcap.cli;

import io.ringcap.packet.PacketBlock;
import io.ringcap.sink.JournalReader;
import io.ringcap.sink.JournalSession;
import io.ringcap.sink.PacketSelection;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/** Reads a journal to where it ends now and hands its blocks on. Confined to one thread, used once. */
final class Replay {
    private static final long NANOS_PER_MICRO = 1_000;

    /** As many as are worth telling in one line of JSON. */
    private static final int MAX_DAMAGE = 100;

    private final Path journal;
    private final ReplayTarget target;
    private final Console console;
    private @Nullable JournalSession session;
    private boolean isBegun;
    private final List<String> damage = new ArrayList<>();
    private boolean isDamaged;
    private long packets;
    private long bytes;
    private long blocksRead;
    private long firstNs = Long.MAX_VALUE;
    private long lastNs = Long.MIN_VALUE;

    Replay(Path journal, ReplayTarget target, Console console) {
        this.journal = journal;
        this.target = target;
        this.console = console;
    }

    /**
     * Reads until the end, or until it shall stop.
     *
     * @throws io.ringcap.message.CaptureException if the filter is wrong, or what a journal needs is missing
     */
    void run(PacketSelection selection, BooleanSupplier isStopped) throws Exception {
        try (JournalReader reader = JournalReader.open(journal)) {
            reader.select(selection);
            boolean isMore = true;
            while (isMore && !isStopped.getAsBoolean()) {
                isMore = poll(reader);
            }
            blocksRead = reader.blocksRead();
        }
    }

    private boolean poll(JournalReader reader) throws Exception {
        try {
            return reader.poll(block -> onBlock(reader, block));
        } catch (IllegalStateException e) {
            // The reader goes on behind the damage; each next call is further on, so this ends.
            isDamaged = true;
            final String what = String.valueOf(e.getMessage());
            console.error(what);
            if (damage.size() < MAX_DAMAGE) {
                damage.add(what);
            }
            return true;
        }
    }

    private void onBlock(JournalReader reader, PacketBlock block) throws Exception {
        final JournalSession current = reader.session();
        if (!isBegun || !Objects.equals(current, session)) {
            session = current;
            isBegun = true;
            target.begin(current);
        }
        target.write(block);
        packets += block.packets();
        bytes += block.capturedBytes();
        firstNs = Math.min(firstNs, block.firstTimestampNs());
        lastNs = Math.max(lastNs, block.lastTimestampNs());
    }

    /** Whether a part of the journal could not be read. */
    boolean isDamaged() {
        return isDamaged;
    }

    long packets() {
        return packets;
    }

    long bytes() {
        return bytes;
    }

    /** What was read; with the file once the target is closed. */
    ReplayResult result() throws IOException {
        final boolean isEmpty = packets == 0;
        return new ReplayResult(
                journal.toRealPath().toString(),
                packets,
                bytes,
                isEmpty ? 0 : Math.floorDiv(firstNs, NANOS_PER_MICRO),
                isEmpty ? 0 : Math.floorDiv(lastNs, NANOS_PER_MICRO),
                blocksRead,
                target.outputFile(),
                damage);
    }
}
