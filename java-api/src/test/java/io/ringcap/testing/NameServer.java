package io.ringcap.testing;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.SocketException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * A name server on a loopback address, port 53: it knows the addresses that it was told, fails, or keeps silent. For a process in a
 * network namespace of its own. Its thread answers until {@link #close()}; any thread tells it what to say.
 */
public final class NameServer implements AutoCloseable, Runnable {
    private static final int PORT = 53;
    private static final int HEADER_BYTES = 12;
    private static final int QUESTION_TAIL_BYTES = 4;
    private static final int TYPE_A = 1;
    private static final int TYPE_AAAA = 28;
    private static final int SERVER_FAILURE = 2;
    private static final int NO_SUCH_NAME = 3;
    private static final int ANSWER_NOW_SECONDS = 0;

    /** How it answers. */
    public enum Mood {
        HONEST,
        FAILING,
        SILENT
    }

    private final Map<String, List<InetAddress>> addresses = new ConcurrentHashMap<>();
    private final DatagramSocket socket;
    private volatile Mood mood = Mood.HONEST;
    private volatile int questions;

    public NameServer() throws IOException {
        this.socket = new DatagramSocket(PORT, InetAddress.getLoopbackAddress());
        final Thread thread = new Thread(this, "name-server");
        thread.setDaemon(true);
        thread.start();
    }

    public void answer(String name, InetAddress... with) {
        addresses.put(name, List.of(with));
    }

    public void mood(Mood wanted) {
        mood = wanted;
    }

    /** How many questions have come. */
    public int questions() {
        return questions;
    }

    @Override
    @SuppressWarnings("NonAtomicVolatileUpdate") // One writer.
    public void run() {
        final byte[] room = new byte[1500];
        try {
            while (!socket.isClosed()) {
                final DatagramPacket packet = new DatagramPacket(room, room.length);
                socket.receive(packet);
                questions++;
                if (mood != Mood.SILENT) {
                    final byte[] reply = reply(room);
                    socket.send(new DatagramPacket(reply, reply.length, packet.getSocketAddress()));
                }
            }
        } catch (SocketException e) {
            // Closed.
        } catch (IOException e) {
            throw new IllegalStateException("the name server broke", e);
        }
    }

    private byte[] reply(byte[] asked) throws IOException {
        final ByteBuffer question = ByteBuffer.wrap(asked);
        final StringBuilder name = new StringBuilder();
        int at = HEADER_BYTES;
        for (int length = question.get(at); length > 0; length = question.get(at)) {
            final byte[] label = new byte[length];
            question.get(at + 1, label);
            name.append(name.isEmpty() ? "" : ".").append(new String(label, StandardCharsets.ISO_8859_1));
            at += length + 1;
        }
        final int type = question.getShort(at + 1);
        final List<InetAddress> known = addresses.get(name.toString().toLowerCase(Locale.ROOT));
        final int code = mood == Mood.FAILING ? SERVER_FAILURE : known == null ? NO_SUCH_NAME : 0;
        final List<InetAddress> answers = code != 0
                ? List.of()
                : known.stream()
                        .filter(address -> address.getAddress().length == 4 ? type == TYPE_A : type == TYPE_AAAA)
                        .toList();
        final int questionBytes = at + 1 + QUESTION_TAIL_BYTES - HEADER_BYTES;
        final ByteArrayOutputStream out = new ByteArrayOutputStream();
        final ByteBuffer header = ByteBuffer.allocate(HEADER_BYTES);
        header.putShort(question.getShort(0)).putShort((short) (0x8180 | code));
        header.putShort((short) 1).putShort((short) answers.size());
        out.write(header.array());
        out.write(asked, HEADER_BYTES, questionBytes);
        for (InetAddress address : answers) {
            final byte[] bytes = address.getAddress();
            final ByteBuffer record = ByteBuffer.allocate(HEADER_BYTES + bytes.length);
            // The name is the question's.
            record.putShort((short) 0xc00c).putShort((short) type).putShort((short) 1);
            record.putInt(ANSWER_NOW_SECONDS).putShort((short) bytes.length).put(bytes);
            out.write(record.array());
        }
        return out.toByteArray();
    }

    @Override
    public void close() {
        socket.close();
    }
}
