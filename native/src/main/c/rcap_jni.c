/*
 * The JNI surface: this file, rcap_jni_group.c and rcap_jni.h are all that knows jni.h.
 *
 * The methods are registered from one table, so that only JNI_OnLoad and JNI_OnUnload are exported and a signature that
 * does not match Java is an error at load time. Strings come as UTF-8 bytes, text goes back into the caller's array; no
 * object is made on the hot path, nothing is thrown, no call goes back into Java. Every array is measured before it is
 * touched.
 */
#include <errno.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "rcap_device.h"
#include "rcap_filter.h"
#include "rcap_jni.h"
#include "rcap_libpcap.h"
#include "rcap_pages.h"
#include "rcap_pcapng.h"
#include "rcap_select.h"
#include "rcap_slab.h"
#include "rcap_thread.h"

#define RCAP_ABI_VERSION 3
#define CLASS_NAME "io/ringcap/internal/pcap/NativeCalls"

int rcap_jni_take_string(JNIEnv *env, jbyteArray array, char **out) {
    *out = NULL;
    if (array == NULL) {
        return RCAP_OK;
    }
    jsize length = (*env)->GetArrayLength(env, array);
    char *text = malloc((size_t)length + 1);
    if (text == NULL) {
        return RCAP_E_NO_MEMORY;
    }
    (*env)->GetByteArrayRegion(env, array, 0, length, (jbyte *)text);
    text[length] = '\0';
    if (strlen(text) != (size_t)length) {
        free(text);
        return RCAP_E_INVALID;
    }
    *out = text;
    return RCAP_OK;
}

void rcap_jni_put_text(JNIEnv *env, jbyteArray array, const char *text) {
    static const jbyte zeroes[256] = {0};
    if (array == NULL) {
        return;
    }
    jsize length = (*env)->GetArrayLength(env, array);
    jsize used = (jsize)rcap_utf8_prefix(text, strlen(text), (size_t)length);
    (*env)->SetByteArrayRegion(env, array, 0, used, (const jbyte *)text);
    while (used < length) {
        jsize run = length - used < (jsize)sizeof zeroes ? length - used : (jsize)sizeof zeroes;
        (*env)->SetByteArrayRegion(env, array, used, run, zeroes);
        used += run;
    }
}

jint rcap_jni_told(JNIEnv *env, jbyteArray array, int result, const rcap_error *error) {
    if (result < 0) {
        rcap_jni_put_text(env, array, error->text);
    }
    return result;
}

int rcap_jni_bad_string(int code, rcap_error *error) {
    return rcap_fail(error, code, code == RCAP_E_INVALID ? "a string has an embedded NUL" : "no memory for a string");
}

/* ---- library, devices, filters
 * ---------------------------------------------------------------------------------------------- */

static jint JNICALL abi_version(JNIEnv *env, jclass type) {
    (void)env;
    (void)type;
    return RCAP_ABI_VERSION;
}

static jintArray JNICALL layout(JNIEnv *env, jclass type) {
    (void)type;
    static const jint facts[] = {
        RCAP_HEADER_BYTES,
        RCAP_RECORD_BYTES,
        RCAP_MAX_SNAPLEN,
        offsetof(rcap_block_header, magic),
        offsetof(rcap_block_header, version),
        offsetof(rcap_block_header, flags),
        offsetof(rcap_block_header, body_bytes),
        offsetof(rcap_block_header, packets),
        offsetof(rcap_block_header, sequence),
        offsetof(rcap_block_header, first_ts_ns),
        offsetof(rcap_block_header, last_ts_ns),
        offsetof(rcap_block_header, packets_before),
        offsetof(rcap_block_header, dropped),
        offsetof(rcap_block_header, interface_index),
        offsetof(rcap_block_header, link_type),
        offsetof(rcap_block_header, config_version),
    };
    jsize count = (jsize)(sizeof facts / sizeof facts[0]);
    jintArray array = (*env)->NewIntArray(env, count);
    if (array != NULL) {
        (*env)->SetIntArrayRegion(env, array, 0, count, facts);
    }
    return array;
}

static jint JNICALL load_libpcap(JNIEnv *env, jclass type, jbyteArray text) {
    (void)type;
    rcap_error error;
    const rcap_libpcap *lib = rcap_libpcap_get(&error);
    rcap_jni_put_text(env, text, lib != NULL ? lib->lib_version() : error.text);
    return lib != NULL ? RCAP_OK : RCAP_E_NO_LIBPCAP;
}

static jint JNICALL list_devices(JNIEnv *env, jclass type, jbyteArray netns_path, jbyteArray out,
                                 jbyteArray error_text) {
    (void)type;
    rcap_error error = {{0}};
    char *netns = NULL;
    char *list = NULL;
    jsize room = out != NULL ? (*env)->GetArrayLength(env, out) : 0;
    int result = rcap_jni_take_string(env, netns_path, &netns);
    if (result != RCAP_OK) {
        result = rcap_jni_bad_string(result, &error);
    } else if ((list = malloc((size_t)room + 1)) == NULL) {
        result = rcap_fail(&error, RCAP_E_NO_MEMORY, "no memory for a device list");
    } else {
        result = rcap_device_list(netns, list, (size_t)room, &error);
    }
    if (result > 0) {
        (*env)->SetByteArrayRegion(env, out, 0, result, (const jbyte *)list);
    }
    free(list);
    free(netns);
    return rcap_jni_told(env, error_text, result, &error);
}

static jint JNICALL compile_filter(JNIEnv *env, jclass type, jbyteArray expression, jint link_type, jint snaplen,
                                   jbyteArray error_text) {
    (void)type;
    rcap_error error = {{0}};
    char *filter;
    int result = rcap_jni_take_string(env, expression, &filter);
    result = result != RCAP_OK ? rcap_jni_bad_string(result, &error)
                               : rcap_filter_check(filter != NULL ? filter : "", link_type, snaplen, &error);
    free(filter);
    return rcap_jni_told(env, error_text, result, &error);
}

static jlong JNICALL filter_open(JNIEnv *env, jclass type, jbyteArray expression, jint link_type, jint snaplen,
                                 jbyteArray error_text) {
    (void)type;
    rcap_error error = {{0}};
    rcap_selector *selector = NULL;
    char *filter;
    int result = rcap_jni_take_string(env, expression, &filter);
    result = result != RCAP_OK
                 ? rcap_jni_bad_string(result, &error)
                 : rcap_selector_open(filter != NULL ? filter : "", link_type, snaplen, &selector, &error);
    free(filter);
    return result == RCAP_OK ? (jlong)(uintptr_t)selector : rcap_jni_told(env, error_text, result, &error);
}

static jint JNICALL filter_block(JNIEnv *env, jclass type, jlong program, jobject block) {
    (void)type;
    void *address = block != NULL ? (*env)->GetDirectBufferAddress(env, block) : NULL;
    jlong bytes = address != NULL ? (*env)->GetDirectBufferCapacity(env, block) : -1;
    if (program == 0 || bytes < 0) {
        return RCAP_E_INVALID;
    }
    return rcap_selector_apply((const rcap_selector *)(uintptr_t)program, address, (size_t)bytes);
}

static jint JNICALL filter_close(JNIEnv *env, jclass type, jlong program) {
    (void)env;
    (void)type;
    rcap_selector_close((rcap_selector *)(uintptr_t)program);
    return RCAP_OK;
}

/* Where the next record begins in the upper half, the bytes of the output in the lower one. */
static jlong JNICALL pcapng_convert(JNIEnv *env, jclass type, jobject block, jint at, jint end, jint interface_index,
                                    jobject out) {
    (void)type;
    const void *from = block != NULL ? (*env)->GetDirectBufferAddress(env, block) : NULL;
    void *to = out != NULL ? (*env)->GetDirectBufferAddress(env, out) : NULL;
    jlong from_bytes = from != NULL ? (*env)->GetDirectBufferCapacity(env, block) : -1;
    jlong room = to != NULL ? (*env)->GetDirectBufferCapacity(env, out) : -1;
    if (at < 0 || end < at || end > from_bytes || room < 0) {
        return RCAP_E_INVALID;
    }
    rcap_pcapng done =
        rcap_pcapng_convert(from, (uint32_t)at, (uint32_t)end, (uint32_t)interface_index, to, (uint32_t)room);
    return (jlong)((uint64_t)done.at << 32 | done.used);
}

/* ---- memory, disk, threads
 * -------------------------------------------------------------------------------------------------- */

static jlong JNICALL slab_map(JNIEnv *env, jclass type, jlong bytes, jboolean huge_pages, jbyteArray error_text) {
    (void)type;
    rcap_error error = {{0}};
    void *address = NULL;
    int result = bytes <= 0 ? rcap_fail(&error, RCAP_E_INVALID, "a slab needs at least one byte")
                            : rcap_slab_map((size_t)bytes, huge_pages != JNI_FALSE, &address, &error);
    return result == RCAP_OK ? (jlong)(uintptr_t)address : rcap_jni_told(env, error_text, result, &error);
}

static jint JNICALL slab_unmap(JNIEnv *env, jclass type, jlong address, jlong bytes) {
    (void)env;
    (void)type;
    return bytes > 0 ? rcap_slab_unmap((void *)(uintptr_t)address, (size_t)bytes) : RCAP_E_INVALID;
}

static jint JNICALL slab_release(JNIEnv *env, jclass type, jlong address, jlong bytes) {
    (void)env;
    (void)type;
    return bytes > 0 ? rcap_slab_release((void *)(uintptr_t)address, (size_t)bytes) : RCAP_E_INVALID;
}

static jobject JNICALL slab_slice(JNIEnv *env, jclass type, jlong address, jlong bytes) {
    (void)type;
    /* A ByteBuffer's capacity is an int; more would throw out of the JVM. */
    if (address == 0 || bytes < 0 || bytes > INT32_MAX) {
        return NULL;
    }
    return (*env)->NewDirectByteBuffer(env, (void *)(uintptr_t)address, bytes);
}

static jint JNICALL pages_open(JNIEnv *env, jclass type, jbyteArray path) {
    (void)type;
    char *text;
    int taken = rcap_jni_take_string(env, path, &text);
    if (taken == RCAP_E_NO_MEMORY) {
        return -ENOMEM; /* errno here, not a code of ours */
    }
    int result = text != NULL ? rcap_pages_open(text) : -EINVAL;
    free(text);
    return result;
}

static jint JNICALL pages_send(JNIEnv *env, jclass type, jint fd, jlong offset, jlong bytes) {
    (void)env;
    (void)type;
    return rcap_pages_send(fd, offset, bytes);
}

static jint JNICALL pages_drop(JNIEnv *env, jclass type, jint fd, jlong offset, jlong bytes) {
    (void)env;
    (void)type;
    return rcap_pages_drop(fd, offset, bytes);
}

static jint JNICALL pages_close(JNIEnv *env, jclass type, jint fd) {
    (void)env;
    (void)type;
    return rcap_pages_close(fd);
}

static jint JNICALL thread_name(JNIEnv *env, jclass type, jbyteArray name) {
    (void)type;
    char *text;
    int result = rcap_jni_take_string(env, name, &text);
    if (result == RCAP_OK) {
        result = text != NULL ? rcap_thread_name(text) : RCAP_E_INVALID;
    }
    free(text);
    return result;
}

static jint JNICALL thread_pin(JNIEnv *env, jclass type, jint cpu) {
    (void)env;
    (void)type;
    return rcap_thread_pin(cpu);
}

static jint JNICALL thread_background(JNIEnv *env, jclass type) {
    (void)env;
    (void)type;
    return rcap_thread_background();
}

static jint JNICALL thread_cpu(JNIEnv *env, jclass type) {
    (void)env;
    (void)type;
    return rcap_thread_cpu();
}

/* ---- registration
 * ----------------------------------------------------------------------------------------------------------- */

/* JNI declares the names as char* and the function as void*, though it changes neither. */
#define METHOD(java_name, signature, function)                                                                         \
    { (char *)(uintptr_t)(java_name), (char *)(uintptr_t)(signature), (void *)(uintptr_t)(function) }

/* Returns 0, or JNI_ERR with Java's own exception (NoClassDefFoundError, NoSuchMethodError) pending, which names what
 * is wrong. */
static jint register_methods(JNIEnv *env) {
    const JNINativeMethod methods[] = {
        METHOD("abiVersion", "()I", abi_version),
        METHOD("layout", "()[I", layout),
        METHOD("loadLibpcap", "([B)I", load_libpcap),
        METHOD("listDevices", "([B[B[B)I", list_devices),
        METHOD("compileFilter", "([BII[B)I", compile_filter),
        METHOD("filterOpen", "([BII[B)J", filter_open),
        METHOD("filterBlock", "(JLjava/nio/ByteBuffer;)I", filter_block),
        METHOD("filterClose", "(J)I", filter_close),
        METHOD("groupCreate", "([B)J", rcap_jni_group_create),
        METHOD("groupOpenLive", "(JI[B[BIZIIZIIII[B[B)I", rcap_jni_group_open_live),
        METHOD("groupAddFile", "(J[B[BII[B)I", rcap_jni_group_add_file),
        METHOD("groupFanout", "(JI)I", rcap_jni_group_fanout),
        METHOD("groupFill", "(JJIJJ)I", rcap_jni_group_fill),
        METHOD("groupAwait", "(JJ)I", rcap_jni_group_await),
        METHOD("groupSetFilter", "(JI[B[B)I", rcap_jni_group_set_filter),
        METHOD("groupQuiesce", "(JJ)I", rcap_jni_group_quiesce),
        METHOD("groupWake", "(J)I", rcap_jni_group_wake),
        METHOD("groupFailed", "(J[B)I", rcap_jni_group_failed),
        METHOD("groupStats", "(JI[J)I", rcap_jni_group_stats),
        METHOD("groupEffective", "(JI[J)I", rcap_jni_group_effective),
        METHOD("groupRefresh", "(J)I", rcap_jni_group_refresh),
        METHOD("groupClose", "(J)I", rcap_jni_group_close),
        METHOD("mergeBlocks", "([JIIJJIZ)I", rcap_jni_merge_blocks),
        METHOD("mergeSort", "(JI)I", rcap_jni_merge_sort),
        METHOD("pcapngConvert", "(Ljava/nio/ByteBuffer;IIILjava/nio/ByteBuffer;)J", pcapng_convert),
        METHOD("slabMap", "(JZ[B)J", slab_map),
        METHOD("slabRelease", "(JJ)I", slab_release),
        METHOD("slabUnmap", "(JJ)I", slab_unmap),
        METHOD("slabSlice", "(JJ)Ljava/nio/ByteBuffer;", slab_slice),
        METHOD("pagesOpen", "([B)I", pages_open),
        METHOD("pagesSend", "(IJJ)I", pages_send),
        METHOD("pagesDrop", "(IJJ)I", pages_drop),
        METHOD("pagesClose", "(I)I", pages_close),
        METHOD("threadName", "([B)I", thread_name),
        METHOD("threadPin", "(I)I", thread_pin),
        METHOD("threadBackground", "()I", thread_background),
        METHOD("threadCpu", "()I", thread_cpu),
        METHOD("netnsHold", "([B[B)I", rcap_jni_netns_hold),
        METHOD("netnsRelease", "(I)I", rcap_jni_netns_release),
        METHOD("socketsOpen", "([B[B)I", rcap_jni_sockets_open),
        METHOD("socketsRead", "(ILjava/nio/ByteBuffer;[B)I", rcap_jni_sockets_read),
        METHOD("socketsClose", "(I)I", rcap_jni_sockets_close),
        METHOD("resolve", "([B[B[B)I", rcap_jni_resolve),
        METHOD("offloads", "([B[B[B)I", rcap_jni_offloads),
        METHOD("fileCapabilities", "([B)J", rcap_jni_file_capabilities),
    };
    jclass type = (*env)->FindClass(env, CLASS_NAME);
    if (type == NULL) {
        return JNI_ERR;
    }
    jint result = (*env)->RegisterNatives(env, type, methods, (jint)(sizeof methods / sizeof methods[0]));
    if (result != JNI_OK) {
        /* Those before the failing one are registered: undo, but keep the exception that explains it. */
        jthrowable why = (*env)->ExceptionOccurred(env);
        (*env)->ExceptionClear(env);
        (void)(*env)->UnregisterNatives(env, type);
        if (why != NULL) {
            (void)(*env)->Throw(env, why);
        }
    }
    (*env)->DeleteLocalRef(env, type);
    return result == JNI_OK ? JNI_OK : JNI_ERR;
}

JNIEXPORT jint JNICALL JNI_OnLoad(JavaVM *vm, void *reserved) {
    (void)reserved;
    void *env = NULL;
    if ((*vm)->GetEnv(vm, &env, JNI_VERSION_1_8) != JNI_OK) {
        return JNI_ERR;
    }
    return register_methods(env) == JNI_OK ? JNI_VERSION_1_8 : JNI_ERR;
}

JNIEXPORT void JNICALL JNI_OnUnload(JavaVM *vm, void *reserved) {
    (void)reserved;
    void *found = NULL;
    if ((*vm)->GetEnv(vm, &found, JNI_VERSION_1_8) != JNI_OK) {
        return;
    }
    JNIEnv *env = found;
    jclass type = (*env)->FindClass(env, CLASS_NAME);
    if (type == NULL) {
        (*env)->ExceptionClear(env); /* its loader is gone, and the methods with it */
        return;
    }
    (void)(*env)->UnregisterNatives(env, type);
    (*env)->DeleteLocalRef(env, type);
}
