/*
 * The methods of the JNI surface that ask the machine: sockets, names, offloads, capabilities. See rcap_jni.c.
 */
#include <stdint.h>
#include <stdlib.h>
#include <unistd.h>

#include "rcap_host.h"
#include "rcap_jni.h"
#include "rcap_netns.h"
#include "rcap_resolve.h"
#include "rcap_sockets.h"

jint JNICALL rcap_jni_netns_hold(JNIEnv *env, jclass type, jbyteArray path, jbyteArray error_text) {
    (void)type;
    rcap_error error = {{0}};
    char *text;
    int result = rcap_jni_take_string(env, path, &text);
    if (result != RCAP_OK) {
        result = rcap_jni_bad_string(result, &error);
    } else if (text == NULL) {
        result = rcap_fail(&error, RCAP_E_INVALID, "no path");
    } else {
        result = rcap_netns_hold(text, &error);
    }
    free(text);
    return rcap_jni_told(env, error_text, result, &error);
}

jint JNICALL rcap_jni_netns_release(JNIEnv *env, jclass type, jint fd) {
    (void)env;
    (void)type;
    return close(fd) == 0 ? RCAP_OK : RCAP_E_SYSTEM;
}

jint JNICALL rcap_jni_sockets_open(JNIEnv *env, jclass type, jbyteArray netns_path, jbyteArray error_text) {
    (void)type;
    rcap_error error = {{0}};
    char *netns;
    int result = rcap_jni_take_string(env, netns_path, &netns);
    result = result != RCAP_OK ? rcap_jni_bad_string(result, &error) : rcap_sockets_open(netns, &error);
    free(netns);
    return rcap_jni_told(env, error_text, result, &error);
}

jint JNICALL rcap_jni_sockets_read(JNIEnv *env, jclass type, jint fd, jobject out, jbyteArray error_text) {
    (void)type;
    rcap_error error = {{0}};
    void *address = out != NULL ? (*env)->GetDirectBufferAddress(env, out) : NULL;
    jlong bytes = address != NULL ? (*env)->GetDirectBufferCapacity(env, out) : -1;
    int result = fd < 0 || bytes < 0 || (uintptr_t)address % _Alignof(rcap_socket) != 0
                     ? rcap_fail(&error, RCAP_E_INVALID, "no table of sockets, or no direct buffer")
                     : rcap_sockets_read(fd, address, (size_t)bytes / sizeof(rcap_socket), &error);
    return rcap_jni_told(env, error_text, result, &error);
}

jint JNICALL rcap_jni_sockets_close(JNIEnv *env, jclass type, jint fd) {
    (void)env;
    (void)type;
    rcap_sockets_close(fd);
    return RCAP_OK;
}

jint JNICALL rcap_jni_resolve(JNIEnv *env, jclass type, jbyteArray name, jbyteArray out, jbyteArray error_text) {
    (void)type;
    rcap_error error = {{0}};
    char *text = NULL;
    jsize room = out != NULL ? (*env)->GetArrayLength(env, out) : 0;
    uint8_t *addresses = malloc((size_t)room + 1);
    int result = rcap_jni_take_string(env, name, &text);
    if (result != RCAP_OK) {
        result = rcap_jni_bad_string(result, &error);
    } else if (addresses == NULL || text == NULL) {
        result = rcap_fail(&error, addresses == NULL ? RCAP_E_NO_MEMORY : RCAP_E_INVALID, "no name, or no memory");
    } else {
        result = rcap_resolve(text, addresses, (size_t)room, &error);
    }
    if (result > 0) {
        (*env)->SetByteArrayRegion(env, out, 0, result * RCAP_ADDRESS_BYTES, (const jbyte *)addresses);
    }
    free(addresses);
    free(text);
    return rcap_jni_told(env, error_text, result, &error);
}

jint JNICALL rcap_jni_offloads(JNIEnv *env, jclass type, jbyteArray netns_path, jbyteArray device,
                               jbyteArray error_text) {
    (void)type;
    rcap_error error = {{0}};
    char *texts[2] = {NULL, NULL};
    const jbyteArray arrays[2] = {netns_path, device};
    int result = RCAP_OK;
    for (int i = 0; i < 2 && result == RCAP_OK; i++) {
        result = rcap_jni_take_string(env, arrays[i], &texts[i]);
    }
    result = result != RCAP_OK ? rcap_jni_bad_string(result, &error) : rcap_host_offloads(texts[0], texts[1], &error);
    free(texts[0]);
    free(texts[1]);
    return rcap_jni_told(env, error_text, result, &error);
}

jlong JNICALL rcap_jni_file_capabilities(JNIEnv *env, jclass type, jbyteArray path) {
    (void)type;
    char *text;
    int result = rcap_jni_take_string(env, path, &text);
    uint64_t found = result == RCAP_OK && text != NULL ? rcap_host_file_capabilities(text) : 0;
    free(text);
    return (jlong)found;
}
