/*
 * Opening capture files, once for each pass.
 *
 * libpcap reads through our own FILE: with a large buffer (libpcap reads 16 bytes and then the packet, so that stdio's
 * buffer decides the number of system calls) and without stdio's lock, which costs more than the copy of a small
 * packet. Only regular files: the read of a FIFO cannot be woken or bounded.
 */
#include <errno.h>
#include <fcntl.h>
#include <stdio_ext.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include "rcap_direct.h"
#include "rcap_linktype.h"
#include "rcap_source_impl.h"

enum { FILE_BUFFER_BYTES = 1024 * 1024 };

/* A stream over a duplicate of the source's descriptor, at the file's beginning. NULL and errno on failure. */
static FILE *open_stream(rcap_source *source) {
    if (lseek(source->file_fd, 0, SEEK_SET) < 0) {
        return NULL;
    }
    int copy = fcntl(source->file_fd, F_DUPFD_CLOEXEC, 0);
    if (copy < 0) {
        return NULL;
    }
    FILE *stream = fdopen(copy, "rb");
    if (stream == NULL) {
        int number = errno;
        close(copy);
        errno = number;
        return NULL;
    }
    (void)setvbuf(stream, source->file_buffer, _IOFBF, FILE_BUFFER_BYTES);
    (void)__fsetlocking(stream, FSETLOCKING_BYCALLER);
    return stream;
}

/* Opens one pass into source->pcap. Returns 0 or a code and text in source->error. */
static int open_pass(rcap_source *source) {
    const rcap_libpcap *lib = source->lib;
    char text[PCAP_ERRBUF_SIZE] = "";
    FILE *stream = open_stream(source);
    if (stream == NULL) {
        return rcap_fail_errno(&source->error, RCAP_E_OPEN_FILE, errno, "cannot read the file");
    }
    if (lib->fopen_offline_with_tstamp_precision != NULL) {
        source->pcap = lib->fopen_offline_with_tstamp_precision(stream, PCAP_TSTAMP_PRECISION_NANO, text);
        source->fraction_scale = 1;
    } else {
        source->pcap = lib->fopen_offline(stream, text);
        source->fraction_scale = 1000;
    }
    if (source->pcap == NULL) {
        (void)fclose(stream); /* ours again: libpcap takes it over only on success */
        return rcap_fail(&source->error, RCAP_E_FORMAT, "%s", text);
    }
    source->stream = stream;
    source->seen = 0;
    rcap_direct_begin(source);
    return RCAP_OK;
}

int rcap_file_next_pass(rcap_source *source) {
    /* A pass without a record would be followed by as many more as were asked for, each without a record. */
    if (source->passes_left <= 1 || source->seen == 0) {
        return RCAP_E_END;
    }
    source->passes_left--;
    source->lib->close(source->pcap);
    source->pcap = NULL;
    source->stream = NULL;
    int result = open_pass(source);
    if (result == RCAP_OK && rcap_linktype_of_dlt(source->lib->datalink(source->pcap)) != source->link_type) {
        result = rcap_fail(&source->error, RCAP_E_FORMAT, "the file's link type changed between two passes");
    }
    return result;
}

/* Refuses what cannot be read within bounds. */
static int check_regular(int fd, const char *path, rcap_error *error) {
    struct statx status; /* not fstat, whose symbol version (GLIBC_2.33) older systems lack */
    if (statx(fd, "", AT_EMPTY_PATH, STATX_TYPE, &status) != 0) {
        return rcap_fail_errno(error, RCAP_E_OPEN_FILE, errno, "%s", path);
    }
    if (S_ISDIR(status.stx_mode)) {
        return rcap_fail_errno(error, RCAP_E_OPEN_FILE, EISDIR, "%s", path);
    }
    if (!S_ISREG(status.stx_mode)) {
        return rcap_fail(error, RCAP_E_NOT_SUPPORTED, "%s: is not a regular file", path);
    }
    return RCAP_OK;
}

/* Opens everything into a new source, which the caller closes whatever comes out. */
static int open_into(rcap_source *source, const char *path, const char *filter, int repeat, rcap_error *error) {
    /* O_NONBLOCK so that a FIFO is refused instead of waited for; it means nothing for a regular file. */
    source->file_fd = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK);
    if (source->file_fd < 0) {
        return rcap_fail_errno(error, RCAP_E_OPEN_FILE, errno, "%s", path);
    }
    int result = check_regular(source->file_fd, path, error);
    if (result != RCAP_OK) {
        return result;
    }
    source->file_buffer = malloc(FILE_BUFFER_BYTES);
    if (source->file_buffer == NULL) {
        return rcap_fail(error, RCAP_E_NO_MEMORY, "no memory for a file buffer");
    }
    (void)posix_fadvise(source->file_fd, 0, 0, POSIX_FADV_SEQUENTIAL);
    source->passes_left = repeat;
    result = open_pass(source);
    if (result != RCAP_OK) {
        return rcap_fail(error, result, "%s: %s", path, source->error.text);
    }
    source->link_type = rcap_linktype_of_dlt(source->lib->datalink(source->pcap));
    return rcap_source_set_filter(source, filter, error);
}

int rcap_source_open_file(const char *path, const char *filter, int snaplen, int repeat, rcap_source **out,
                          rcap_error *error) {
    *out = NULL;
    if (path == NULL || path[0] == '\0' || repeat < 1 || snaplen < 1 || snaplen > RCAP_MAX_SNAPLEN) {
        return rcap_fail(error, RCAP_E_INVALID, "a file source needs a path, a snaplen of 1 to %d and a repeat count",
                         RCAP_MAX_SNAPLEN);
    }
    const rcap_libpcap *lib = rcap_libpcap_get(error);
    if (lib == NULL) {
        return RCAP_E_NO_LIBPCAP;
    }
    rcap_source *source = rcap_source_new(lib, error);
    if (source == NULL) {
        return RCAP_E_NO_MEMORY;
    }
    source->keep_bytes = (uint32_t)snaplen;
    source->received = -1; /* no kernel counts a file */
    source->interface_dropped = -1;
    int result = open_into(source, path, filter, repeat, error);
    if (result != RCAP_OK) {
        rcap_source_close(source);
        return result;
    }
    rcap_source_publish(source);
    *out = source;
    return RCAP_OK;
}
