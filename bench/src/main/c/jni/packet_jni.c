/*
 * The way most bindings have taken: one JNI call a packet. pcap_next_ex, and a copy of the packet with its record header into
 * memory of the caller's, as a block has it, so that nothing but the number of calls differs from Ringcap's fill.
 *
 * libpcap is opened at run time, as the shim does, so that no -dev package is needed to build this.
 */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <jni.h>
#include <stdint.h>
#include <string.h>
#include <sys/time.h>

enum { ERRBUF_BYTES = 256, PRECISION_NANO = 1, RECORD_HEADER_BYTES = 16, PACKET = 1, PATH_BYTES = 4096 };

struct packet_header {
    struct timeval ts;
    uint32_t caplen;
    uint32_t len;
};

static void *(*open_offline)(const char *file, unsigned precision, char *errbuf);
static int (*next_ex)(void *handle, struct packet_header **header, const unsigned char **bytes);
static void (*close_handle)(void *handle);

static int find(void *library, const char *name, void *function) {
    void *found = dlsym(library, name);
    memcpy(function, &found, sizeof found);
    return found != NULL;
}

static int load_libpcap(void) {
    if (close_handle != NULL) {
        return 1;
    }
    void *library = dlopen("libpcap.so.0.8", RTLD_NOW);
    if (library == NULL) {
        library = dlopen("libpcap.so.1", RTLD_NOW);
    }
    return library != NULL && find(library, "pcap_open_offline_with_tstamp_precision", &open_offline) &&
           find(library, "pcap_next_ex", &next_ex) && find(library, "pcap_close", &close_handle);
}

/* 0: it cannot be opened. */
JNIEXPORT jlong JNICALL Java_io_ringcap_bench_jmh_PacketJni_open(JNIEnv *env, jclass type, jbyteArray path) {
    (void)type;
    char text[PATH_BYTES] = "";
    char errbuf[ERRBUF_BYTES] = "";
    const jsize length = (*env)->GetArrayLength(env, path);
    if (length >= PATH_BYTES || !load_libpcap()) {
        return 0;
    }
    (*env)->GetByteArrayRegion(env, path, 0, length, (jbyte *)text);
    return (jlong)(intptr_t)open_offline(text, PRECISION_NANO, errbuf);
}

/* Bytes of the record that was written; 0 at the end. */
JNIEXPORT jint JNICALL Java_io_ringcap_bench_jmh_PacketJni_next(JNIEnv *env, jclass type, jlong handle, jlong target,
                                                                jint room) {
    (void)env;
    (void)type;
    struct packet_header *header = NULL;
    const unsigned char *bytes = NULL;
    if (next_ex((void *)(intptr_t)handle, &header, &bytes) != PACKET) {
        return 0;
    }
    if (header->caplen + RECORD_HEADER_BYTES > (uint32_t)room) {
        return -1;
    }
    const uint32_t record[4] = {(uint32_t)header->ts.tv_sec, (uint32_t)header->ts.tv_usec, header->caplen, header->len};
    memcpy((void *)(intptr_t)target, record, RECORD_HEADER_BYTES);
    memcpy((void *)(intptr_t)(target + RECORD_HEADER_BYTES), bytes, header->caplen);
    return (jint)(header->caplen + RECORD_HEADER_BYTES);
}

JNIEXPORT jlong JNICALL Java_io_ringcap_bench_jmh_PacketJni_address(JNIEnv *env, jclass type, jobject buffer) {
    (void)type;
    return (jlong)(intptr_t)(*env)->GetDirectBufferAddress(env, buffer);
}

JNIEXPORT void JNICALL Java_io_ringcap_bench_jmh_PacketJni_close(JNIEnv *env, jclass type, jlong handle) {
    (void)env;
    (void)type;
    close_handle((void *)(intptr_t)handle);
}
