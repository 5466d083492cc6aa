package io.ringcap.sink;

import io.ringcap.message.CaptureInterface;
import io.ringcap.packet.PacketBlock;
import io.ringcap.packet.PacketCursor;
import io.ringcap.packet.PacketText;
import java.io.IOException;
import java.io.PrintStream;
import java.util.List;

/** Prints a line for each packet, many lines at a time; flushes when nothing more comes. */
final class PrintingWriter implements SinkWriter {
    /** As many characters as a PrintStream encodes at a time. */
    private static final int ENOUGH_CHARACTERS = 8192;

    private final PrintStream out;
    private final PacketCursor cursor = new PacketCursor();
    private final PacketText text = new PacketText();
    private final StringBuilder lines = new StringBuilder(ENOUGH_CHARACTERS + 512);
    private List<CaptureInterface> interfaces = List.of();

    PrintingWriter(PrintStream out) {
        this.out = out;
    }

    @Override
    public void begin(List<CaptureInterface> opened) {
        interfaces = opened;
    }

    @Override
    public void onBlock(PacketBlock block) throws IOException {
        final String name =
                interfaces.size() > 1 ? interfaces.get(block.interfaceIndex()).name() : "";
        cursor.wrap(block);
        try {
            while (cursor.next()) {
                text.appendTo(lines, cursor, name).append('\n');
                if (lines.length() >= ENOUGH_CHARACTERS) {
                    print();
                }
            }
        } finally {
            cursor.release();
            print();
        }
        // A PrintStream swallows what goes wrong; a closed pipe must end this sink like any other failure.
        if (out.checkError()) {
            throw new IOException(
                    "cannot print: the output is closed, or its disk is full; free some space, or print elsewhere");
        }
    }

    private void print() {
        out.append(lines);
        lines.setLength(0);
    }

    @Override
    public void finish(List<InterfaceTotals> totals) {
        out.flush();
    }
}
