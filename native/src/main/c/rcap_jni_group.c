/*
 * The group methods of the JNI surface: strings in, a group call, text out. See rcap_jni.c.
 */
#include <stdint.h>
#include <stdlib.h>

#include "rcap_group.h"
#include "rcap_jni.h"

enum { STATS_FIELDS = 7, EFFECTIVE_FIELDS = 7 };

static int put_longs(JNIEnv *env, jlongArray out, const jlong *values, jsize count) {
    if (out == NULL || (*env)->GetArrayLength(env, out) < count) {
        return RCAP_E_BUFFER_TOO_SMALL;
    }
    (*env)->SetLongArrayRegion(env, out, 0, count, values);
    return RCAP_OK;
}

static rcap_group *group_of(jlong handle) {
    return (rcap_group *)(uintptr_t)handle;
}

jlong JNICALL rcap_jni_group_create(JNIEnv *env, jclass type, jbyteArray error_text) {
    (void)type;
    rcap_error error = {{0}};
    rcap_group *group;
    int result = rcap_group_create(&group, &error);
    return result == RCAP_OK ? (jlong)(uintptr_t)group : rcap_jni_told(env, error_text, result, &error);
}

jint JNICALL rcap_jni_group_open_live(JNIEnv *env, jclass type, jlong group, jint index, jbyteArray device,
                                      jbyteArray netns_path, jint snaplen, jboolean promiscuous, jint buffer_bytes,
                                      jint timeout_ms, jboolean immediate, jint timestamp_type, jint direction,
                                      jint fanout, jint fanout_of, jbyteArray filter, jbyteArray error_text) {
    (void)type;
    rcap_error error = {{0}};
    char *texts[3] = {NULL, NULL, NULL};
    const jbyteArray arrays[3] = {device, netns_path, filter};
    int result = group != 0 ? RCAP_OK : rcap_fail(&error, RCAP_E_INVALID, "no group");
    for (int i = 0; i < 3 && result == RCAP_OK; i++) {
        result = rcap_jni_take_string(env, arrays[i], &texts[i]);
        if (result != RCAP_OK) {
            result = rcap_jni_bad_string(result, &error);
        }
    }
    if (result == RCAP_OK) {
        const rcap_live_options options = {
            .device = texts[0],
            .netns = texts[1],
            .filter = texts[2],
            .snaplen = snaplen,
            .buffer_bytes = buffer_bytes,
            .timeout_ms = timeout_ms,
            .timestamp_type = timestamp_type,
            .direction = direction,
            .promiscuous = promiscuous != JNI_FALSE,
            .immediate = immediate != JNI_FALSE,
            .fanout = fanout,
            .fanout_of = fanout_of,
        };
        if (index < 0) {
            result = rcap_group_add_live(group_of(group), &options, &error);
        } else {
            result = rcap_group_reopen(group_of(group), index, &options, &error);
            result = result == RCAP_OK ? index : result;
        }
    }
    for (int i = 0; i < 3; i++) {
        free(texts[i]);
    }
    return rcap_jni_told(env, error_text, result, &error);
}

jint JNICALL rcap_jni_group_add_file(JNIEnv *env, jclass type, jlong group, jbyteArray path, jbyteArray filter,
                                     jint snaplen, jint repeat, jbyteArray error_text) {
    (void)type;
    rcap_error error = {{0}};
    char *texts[2] = {NULL, NULL};
    const jbyteArray arrays[2] = {path, filter};
    int result = group != 0 ? RCAP_OK : rcap_fail(&error, RCAP_E_INVALID, "no group");
    for (int i = 0; i < 2 && result == RCAP_OK; i++) {
        result = rcap_jni_take_string(env, arrays[i], &texts[i]);
        if (result != RCAP_OK) {
            result = rcap_jni_bad_string(result, &error);
        }
    }
    if (result == RCAP_OK) {
        result = rcap_group_add_file(group_of(group), texts[0], texts[1], snaplen, repeat, &error);
    }
    free(texts[0]);
    free(texts[1]);
    return rcap_jni_told(env, error_text, result, &error);
}

/* The hot path: primitives only. */
jint JNICALL rcap_jni_group_fill(JNIEnv *env, jclass type, jlong group, jlong block, jint block_bytes, jlong flush_ns,
                                 jlong max_wait_ns) {
    (void)env;
    (void)type;
    if (group == 0 || block_bytes < 0) {
        return RCAP_E_INVALID;
    }
    return rcap_group_fill(group_of(group), (void *)(uintptr_t)block, (size_t)block_bytes, flush_ns, max_wait_ns);
}

jint JNICALL rcap_jni_group_await(JNIEnv *env, jclass type, jlong group, jlong max_wait_ns) {
    (void)env;
    (void)type;
    return group != 0 && max_wait_ns >= 0 ? rcap_group_await(group_of(group), max_wait_ns) : RCAP_E_INVALID;
}

jint JNICALL rcap_jni_group_set_filter(JNIEnv *env, jclass type, jlong group, jint index, jbyteArray filter,
                                       jbyteArray error_text) {
    (void)type;
    rcap_error error = {{0}};
    char *text;
    int result = rcap_jni_take_string(env, filter, &text);
    if (result != RCAP_OK) {
        result = rcap_jni_bad_string(result, &error);
    } else if (group == 0) {
        result = rcap_fail(&error, RCAP_E_INVALID, "no group");
    } else {
        result = rcap_group_set_filter(group_of(group), index, text, &error);
    }
    free(text);
    return rcap_jni_told(env, error_text, result, &error);
}

jint JNICALL rcap_jni_group_fanout(JNIEnv *env, jclass type, jlong group, jint index) {
    (void)env;
    (void)type;
    return group != 0 ? rcap_group_fanout(group_of(group), index) : -1;
}

jint JNICALL rcap_jni_group_quiesce(JNIEnv *env, jclass type, jlong group, jlong deadline_ns) {
    (void)env;
    (void)type;
    return group != 0 ? rcap_group_quiesce(group_of(group), deadline_ns) : RCAP_E_INVALID;
}

jint JNICALL rcap_jni_group_wake(JNIEnv *env, jclass type, jlong group) {
    (void)env;
    (void)type;
    return group != 0 ? rcap_group_wake(group_of(group)) : RCAP_E_INVALID;
}

jint JNICALL rcap_jni_group_failed(JNIEnv *env, jclass type, jlong group, jbyteArray error_text) {
    (void)type;
    rcap_error error = {{0}};
    int index = group != 0 ? rcap_group_failed(group_of(group), &error) : -1;
    rcap_jni_put_text(env, error_text, error.text);
    return index;
}

jint JNICALL rcap_jni_group_stats(JNIEnv *env, jclass type, jlong group, jint index, jlongArray out) {
    (void)type;
    rcap_stats stats;
    if (group == 0 || rcap_group_stats(group_of(group), index, &stats) != RCAP_OK) {
        return RCAP_E_INVALID;
    }
    const jlong values[STATS_FIELDS] = {stats.received,        stats.dropped,  stats.interface_dropped, stats.delivered,
                                        stats.delivered_bytes, stats.oversize, stats.undrained};
    return put_longs(env, out, values, STATS_FIELDS);
}

jint JNICALL rcap_jni_group_effective(JNIEnv *env, jclass type, jlong group, jint index, jlongArray out) {
    (void)type;
    rcap_effective effective;
    if (group == 0 || rcap_group_effective(group_of(group), index, &effective) != RCAP_OK) {
        return RCAP_E_INVALID;
    }
    const jlong values[EFFECTIVE_FIELDS] = {effective.ring_bytes, effective.tpacket,        effective.link_type,
                                            effective.snaplen,    effective.timestamp_type, effective.nanoseconds,
                                            effective.promiscuous};
    return put_longs(env, out, values, EFFECTIVE_FIELDS);
}

jint JNICALL rcap_jni_group_refresh(JNIEnv *env, jclass type, jlong group) {
    (void)env;
    (void)type;
    if (group == 0) {
        return RCAP_E_INVALID;
    }
    rcap_group_refresh(group_of(group));
    return RCAP_OK;
}

jint JNICALL rcap_jni_group_close(JNIEnv *env, jclass type, jlong group) {
    (void)env;
    (void)type;
    rcap_group_close(group_of(group));
    return RCAP_OK;
}
