/*
 * The way most bindings have taken: one JNI call a packet. pcap_next_ex, and a copy of the packet with its record header into
 * memory of the caller's, as a block has it, so that nothing but the number of calls differs from Ringcap's fill.
 */
#define _GNU_SOURCE
#include <jni.h>
#include <stdint.h>
#include <string.h>

#include "../bench_libpcap.h"

enum { RECORD_HEADER_BYTES = 16, PACKET = 1, PATH_BYTES = 4096 };

/* 0: it cannot be opened. */
JNIEXPORT jlong JNICALL Java_io_ringcap_bench_jmh_PacketJni_open(JNIEnv *env, jclass type, jbyteArray path) {
    (void)type;
    char text[PATH_BYTES] = "";
    char errbuf[ERRBUF_BYTES] = "";
    const jsize length = (*env)->GetArrayLength(env, path);
    if (length >= PATH_BYTES || load_libpcap() != NULL) {
        return 0;
    }
    (*env)->GetByteArrayRegion(env, path, 0, length, (jbyte *)text);
    return (jlong)(intptr_t)pcap.open_offline_with_tstamp_precision(text, PRECISION_NANO, errbuf);
}

/* Bytes of the record that was written; 0 at the end. */
JNIEXPORT jint JNICALL Java_io_ringcap_bench_jmh_PacketJni_next(JNIEnv *env, jclass type, jlong handle, jlong target,
                                                                jint room) {
    (void)env;
    (void)type;
    struct packet_header *header = NULL;
    const unsigned char *bytes = NULL;
    if (pcap.next_ex((void *)(intptr_t)handle, &header, &bytes) != PACKET) {
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
    pcap.close((void *)(intptr_t)handle);
}
