package io.ringcap.sink;

import io.ringcap.message.CaptureInterface;
import io.ringcap.packet.PacketBlock;
import io.ringcap.packet.PacketCursor;
import java.io.IOException;
import java.io.PrintStream;
import java.util.List;

/** Prints a line for each packet; flushes when nothing more comes. */
final class PrintingWriter implements SinkWriter {
    private final PrintStream out;
    private final PacketCursor cursor = new PacketCursor();
    private final PacketLine line = new PacketLine();
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
                out.append(line.of(cursor, name)).append('\n');
            }
        } finally {
            cursor.release();
        }
        // A PrintStream swallows what goes wrong; a closed pipe must end this sink like any other failure.
        if (out.checkError()) {
            throw new IOException("cannot print: the output is closed");
        }
    }

    @Override
    public void finish(List<InterfaceTotals> totals) {
        out.flush();
    }
}
