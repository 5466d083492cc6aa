package io.ringcap.sink;

import io.ringcap.message.CaptureInterface;
import io.ringcap.packet.PacketBlock;
import java.io.IOException;
import java.util.List;

/**
 * One capture file from its header to its name: knows at every moment up to where it is whole, so that it can be cut there
 * when writing fails. Confined to the thread of its writer; only {@link #progress()} is for others too.
 */
final class CaptureFile {
    private final PartFile part;
    private final CaptureFormat format;
    private final FileProgress progress = new FileProgress();
    private final BlockPart whole = new BlockPart();
    private int[] linkTypes = {};
    private long wholeBytes;

    CaptureFile(PartFile part, CaptureFormat format) {
        this.part = part;
        this.format = format;
    }

    PartFile part() {
        return part;
    }

    CaptureFormat format() {
        return format;
    }

    FileProgress progress() {
        return progress;
    }

    /** Up to where the file is whole. */
    long wholeBytes() {
        return wholeBytes;
    }

    void begin(List<CaptureInterface> interfaces) throws IOException {
        if (interfaces.isEmpty()) {
            throw new IOException("a capture file needs at least one interface, " + part.path() + " was given none");
        }
        part.append(format.header(interfaces));
        linkTypes = interfaces.stream().mapToInt(CaptureInterface::linkType).toArray();
        wholeBytes = part.length();
        part.commit(wholeBytes);
        progress.begin(linkTypes.length, wholeBytes);
    }

    /** Appends a block. If that fails, the packets that are whole in the file are counted, and no others. */
    void write(PacketBlock block) throws IOException {
        check(block);
        if (!block.isMeta() && block.packets() > 0) {
            write(block, whole.all(block));
        }
    }

    /**
     * Appends a part of a block. If that fails, the packets that are whole in the file are counted, and no others, and the part
     * is cut to these.
     */
    void write(PacketBlock block, BlockPart some) throws IOException {
        try {
            format.write(block, some.fromByte(), some.toByte(), part);
        } catch (Throwable e) {
            wholeBytes += some.cutTo(block, format, part.length() - wholeBytes);
            count(block, some);
            throw e;
        }
        wholeBytes = part.length();
        count(block, some);
        part.commit(wholeBytes);
    }

    /** Appends what the format keeps of the totals. */
    void end(List<InterfaceTotals> totals, long startNs, long endNs) throws IOException {
        part.append(format.trailer(totals, startNs, endNs, progress));
        wholeBytes = part.length();
        progress.setBytes(wholeBytes);
    }

    /** After a failed write: the next one goes on where the file is whole; says whether what is behind could be cut. */
    boolean goOnWhereWhole() throws IOException {
        return part.goOnAt(wholeBytes);
    }

    /** Cuts off what is not whole. */
    void cut() throws IOException {
        part.cutTo(wholeBytes);
    }

    /** Removes a file without packets; leaves another one, cut to what is whole, under its temporary name. */
    void abandon() throws IOException {
        if (part.isEnded()) {
            return;
        }
        if (progress.packets() == 0) {
            part.discard();
            return;
        }
        try {
            cut();
        } finally {
            part.leave();
        }
    }

    /** Refuses a block that is damaged, or of an interface that the file was not begun with. */
    void check(PacketBlock block) throws IOException {
        if (!block.isWellFormed()) {
            throw new IOException("block " + block.sequence() + " is damaged and was not written to " + part.path());
        }
        final int index = block.interfaceIndex();
        if (index >= linkTypes.length || linkTypes[index] != block.linkType()) {
            throw new IOException("block " + block.sequence() + " is of interface " + index + " with link type "
                    + block.linkType() + ", which " + part.path() + " was not begun with");
        }
    }

    private void count(PacketBlock block, BlockPart some) {
        progress.add(block.interfaceIndex(), some.packets(), some.firstNs(), some.lastNs(), wholeBytes);
    }
}
