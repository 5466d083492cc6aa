/*
 * Reading plain pcap files straight into the block. See rcap_direct.h.
 */
#include "rcap_direct.h"

#include <errno.h>
#include <unistd.h>

/* DLT_USB_LINUX_MMAPPED: libpcap mends the lengths of such packets, also in this machine's byte order. */
enum { LENGTHS_MENDED_DLT = 220 };

enum { FILE_HEADER_BYTES = 24, NS_PER_US = 1000 };

#define MAGIC_NANO 0xa1b23c4du
#define MAGIC_MICRO 0xa1b2c3d4u

/* What was read and is whole. */
typedef struct walk {
    size_t bytes;
    bool unusual; /* behind it stands a record that libpcap must judge */
} walk;

/* pread that goes on after signals; fewer bytes than asked for only at the file's end. Returns -1 on an error. */
static ssize_t read_at(int fd, void *to, size_t count, int64_t at) {
    size_t done = 0;
    while (done < count) {
        ssize_t got = pread(fd, (char *)to + done, count - done, (off_t)at + (off_t)done);
        if (got < 0 && errno == EINTR) {
            continue;
        }
        if (got < 0) {
            return -1;
        }
        if (got == 0) {
            break;
        }
        done += (size_t)got;
    }
    return (ssize_t)done;
}

void rcap_direct_begin(rcap_source *source) {
    uint32_t header[FILE_HEADER_BYTES / sizeof(uint32_t)] = {0};
    int snaplen = source->lib->snapshot(source->pcap);
    bool whole = read_at(source->file_fd, header, sizeof header, 0) == (ssize_t)sizeof header;
    bool nano = header[0] == MAGIC_NANO;
    /* The version is two 16-bit numbers, the major one first in the file. */
    const uint16_t version[2] = {2, 4};
    source->direct = source->lib->datalink(source->pcap) != LENGTHS_MENDED_DLT && whole &&
                     (nano || header[0] == MAGIC_MICRO) && memcmp(&header[1], version, sizeof version) == 0;
    source->direct_at = FILE_HEADER_BYTES;
    source->direct_scale = nano ? 1 : NS_PER_US;
    source->direct_most = source->keep_bytes;
    if (snaplen >= 0 && (uint32_t)snaplen < source->direct_most) {
        source->direct_most = (uint32_t)snaplen;
    }
}

/*
 * Takes what is whole of `count` bytes at the writer's place into the block. The copy of each record header, bounded by
 * the bytes left, is all that is looked at.
 */
static walk take_whole(rcap_source *source, size_t count) {
    rcap_writer *writer = &source->writer;
    uint8_t *base = writer->next;
    const uint32_t most = source->direct_most;
    const uint32_t scale = source->direct_scale;
    int64_t newest_ns = writer->newest_ns;
    uint32_t packets = 0;
    uint32_t unordered = 0;
    size_t last = 0;
    walk done = {0};
    while (count - done.bytes >= RCAP_RECORD_BYTES) {
        rcap_record record;
        memcpy(&record, base + done.bytes, sizeof record);
        if (record.caplen > most) {
            done.unusual = true;
            break;
        }
        if (count - done.bytes - RCAP_RECORD_BYTES < record.caplen) {
            break;
        }
        if (scale != 1) {
            record.ts_nsec *= scale;
            memcpy(base + done.bytes, &record, sizeof record);
        }
        int64_t time_ns = (int64_t)record.ts_sec * 1000000000 + record.ts_nsec;
        unordered |= time_ns < newest_ns;
        newest_ns = time_ns;
        last = done.bytes;
        done.bytes += RCAP_RECORD_BYTES + record.caplen;
        packets++;
    }
    if (packets > 0) {
        writer->last = base + last;
        writer->next = base + done.bytes;
        writer->packets += packets;
        writer->unordered |= unordered;
        writer->newest_ns = newest_ns;
        source->seen += packets;
        source->direct_at += (int64_t)done.bytes;
    }
    return done;
}

/* libpcap goes on where this has come to. */
static int hand_over(rcap_source *source) {
    source->direct = false;
    if (fseeko(source->stream, (off_t)source->direct_at, SEEK_SET) != 0) {
        return rcap_fail_errno(&source->error, RCAP_E_READ, errno, "cannot read the file");
    }
    return RCAP_PULL_MORE;
}

int rcap_direct_pull(rcap_source *source) {
    if (source->handler != rcap_on_packet) {
        return hand_over(source); /* a filter was set meanwhile */
    }
    size_t room = (size_t)(source->writer.end - source->writer.next);
    if (room < RCAP_RECORD_BYTES) {
        return RCAP_PULL_FULL;
    }
    ssize_t got = read_at(source->file_fd, source->writer.next, room, source->direct_at);
    if (got < 0) {
        return hand_over(source);
    }
    walk done = take_whole(source, (size_t)got);
    if (done.unusual) {
        return hand_over(source);
    }
    if ((size_t)got == room) {
        return RCAP_PULL_FULL;
    }
    return done.bytes == (size_t)got ? RCAP_E_END : hand_over(source);
}
