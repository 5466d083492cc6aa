/*
 * Shared by the two halves of the JNI surface: the helpers for strings and text, and the group methods for the table.
 * Nobody else includes this.
 */
#ifndef RCAP_JNI_H
#define RCAP_JNI_H

#include <jni.h>

#include "rcap_error.h"

/*
 * A NUL-terminated copy of a byte[]; the caller frees it. *out is NULL for null.
 * Returns 0, RCAP_E_INVALID for an embedded NUL, or RCAP_E_NO_MEMORY; *out is NULL then.
 */
int rcap_jni_take_string(JNIEnv *env, jbyteArray array, char **out);

/* Copies text into a byte[], cut at a character, the rest zeroes. null is allowed. */
void rcap_jni_put_text(JNIEnv *env, jbyteArray array, const char *text);

/* Passes a result through; a negative one leaves its text with the caller. */
jint rcap_jni_told(JNIEnv *env, jbyteArray array, int result, const rcap_error *error);

/* Puts what rcap_jni_take_string found into words, and returns `code`. */
int rcap_jni_bad_string(int code, rcap_error *error);

/* The group methods of NativeCalls, in the order of its source; their contracts stand there. */
jlong JNICALL rcap_jni_group_create(JNIEnv *env, jclass type, jbyteArray error_text);
jint JNICALL rcap_jni_group_open_live(JNIEnv *env, jclass type, jlong group, jint index, jbyteArray device,
                                      jbyteArray netns_path, jint snaplen, jboolean promiscuous, jint buffer_bytes,
                                      jint timeout_ms, jboolean immediate, jint timestamp_type, jint direction,
                                      jint fanout, jint fanout_of, jbyteArray filter, jbyteArray error_text);
jint JNICALL rcap_jni_group_add_file(JNIEnv *env, jclass type, jlong group, jbyteArray path, jbyteArray filter,
                                     jint snaplen, jint repeat, jbyteArray error_text);
jint JNICALL rcap_jni_group_fanout(JNIEnv *env, jclass type, jlong group, jint index);
jint JNICALL rcap_jni_group_fill(JNIEnv *env, jclass type, jlong group, jlong block, jint block_bytes, jlong flush_ns,
                                 jlong max_wait_ns);
jint JNICALL rcap_jni_group_await(JNIEnv *env, jclass type, jlong group, jlong max_wait_ns);
jint JNICALL rcap_jni_group_set_filter(JNIEnv *env, jclass type, jlong group, jint index, jbyteArray filter,
                                       jbyteArray error_text);
jint JNICALL rcap_jni_group_quiesce(JNIEnv *env, jclass type, jlong group, jlong deadline_ns);
jint JNICALL rcap_jni_group_wake(JNIEnv *env, jclass type, jlong group);
jint JNICALL rcap_jni_group_failed(JNIEnv *env, jclass type, jlong group, jbyteArray error_text);
jint JNICALL rcap_jni_group_stats(JNIEnv *env, jclass type, jlong group, jint index, jlongArray out);
jint JNICALL rcap_jni_group_effective(JNIEnv *env, jclass type, jlong group, jint index, jlongArray out);
jint JNICALL rcap_jni_group_refresh(JNIEnv *env, jclass type, jlong group);
jint JNICALL rcap_jni_group_close(JNIEnv *env, jclass type, jlong group);

/* Those that merge blocks, likewise. */
jint JNICALL rcap_jni_merge_blocks(JNIEnv *env, jclass type, jlongArray state, jint count, jint block_bytes,
                                   jlong limit_ns, jlong out, jint out_bytes, jboolean fresh);
jint JNICALL rcap_jni_merge_sort(JNIEnv *env, jclass type, jlong block, jint block_bytes);

/* Those that ask the machine, likewise. */
jint JNICALL rcap_jni_netns_hold(JNIEnv *env, jclass type, jbyteArray path, jbyteArray error_text);
jint JNICALL rcap_jni_netns_release(JNIEnv *env, jclass type, jint fd);
jint JNICALL rcap_jni_sockets_open(JNIEnv *env, jclass type, jbyteArray netns_path, jbyteArray error_text);
jint JNICALL rcap_jni_sockets_read(JNIEnv *env, jclass type, jint fd, jobject out, jbyteArray error_text);
jint JNICALL rcap_jni_sockets_close(JNIEnv *env, jclass type, jint fd);
jint JNICALL rcap_jni_resolve(JNIEnv *env, jclass type, jbyteArray name, jbyteArray out, jbyteArray error_text);
jint JNICALL rcap_jni_offloads(JNIEnv *env, jclass type, jbyteArray netns_path, jbyteArray device,
                               jbyteArray error_text);
jlong JNICALL rcap_jni_file_capabilities(JNIEnv *env, jclass type, jbyteArray path);

#endif
