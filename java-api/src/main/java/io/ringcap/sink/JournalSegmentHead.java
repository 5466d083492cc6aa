package io.ringcap.sink;

import io.ringcap.packet.BlockLayout;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import net.openhft.chronicle.wire.Wires;
import org.jspecify.annotations.Nullable;

/**
 * Looks at the beginning of a journal's file, without Chronicle, which would wait for a header that does not come. Stateless;
 * any thread.
 */
final class JournalSegmentHead {
    /** What follows the length of Chronicle's first header: a field of six letters, and its name. */
    private static final byte[] FIRST_FIELD = "\u00b9\u0006header".getBytes(StandardCharsets.ISO_8859_1);

    /** Chronicle's header and index pages, and behind them the first block, are within this. */
    private static final int HEAD_BYTES = 1 << 20;

    private JournalSegmentHead() {}

    /** What is wrong with it, for a person; null if Chronicle can open it, or it is gone. */
    static @Nullable String damage(Path segment) {
        try {
            final ByteBuffer head = read(segment, Integer.BYTES + FIRST_FIELD.length);
            if (head.limit() == 0) {
                return "is empty";
            }
            if (head.remaining() < Integer.BYTES + FIRST_FIELD.length) {
                return "is cut short within its header";
            }
            if (!Wires.isReady(head.getInt(0))) {
                return "has no header: it was overwritten with zeros, or a power failure took it";
            }
            return ByteBuffer.wrap(FIRST_FIELD).equals(head.position(Integer.BYTES))
                    ? null
                    : "does not begin as a journal's file: its beginning was overwritten, or it is of another program";
        } catch (NoSuchFileException e) {
            // It was retired this moment.
            return null;
        } catch (IOException e) {
            return "cannot be read: " + e;
        }
    }

    /** Whether a segment has no header and never had one: a writer is about to make it, or was killed when it did. */
    static boolean isHalfMade(Path segment) {
        try {
            final ByteBuffer header = read(segment, Integer.BYTES);
            return (header.limit() < Integer.BYTES || !Wires.isReady(header.getInt(0))) && isHollow(segment);
        } catch (IOException e) {
            return e instanceof NoSuchFileException;
        }
    }

    /** Whether no block was ever in it: none is there, and its writer had not come to make an index beside it. */
    static boolean isHollow(Path segment) {
        if (Files.exists(JournalTimes.besides(segment.toFile()))) {
            return false;
        }
        try {
            final ByteBuffer head = read(segment, HEAD_BYTES);
            for (int at = 0; at <= head.limit() - Integer.BYTES; at++) {
                if (head.getInt(at) == BlockLayout.MAGIC) {
                    return false;
                }
            }
            return true;
        } catch (IOException e) {
            return e instanceof NoSuchFileException;
        }
    }

    private static ByteBuffer read(Path segment, int atMost) throws IOException {
        final ByteBuffer head = ByteBuffer.allocate(atMost).order(ByteOrder.nativeOrder());
        try (FileChannel file = FileChannel.open(segment, StandardOpenOption.READ)) {
            while (head.hasRemaining() && file.read(head) >= 0) {
                Thread.onSpinWait();
            }
        }
        return head.flip();
    }
}
