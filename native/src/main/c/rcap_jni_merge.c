/*
 * The methods of the JNI surface that merge blocks. See rcap_jni.c.
 */
#include <stdint.h>

#include "rcap_jni.h"
#include "rcap_merge.h"

enum { ORDER_FIELDS = 2, INPUT_FIELDS = 2, MOST_FIELDS = ORDER_FIELDS + INPUT_FIELDS * RCAP_MERGE_MOST };

/* Once for each output block and each input that is used up: primitives, and one small array both ways. */
jint JNICALL rcap_jni_merge_blocks(JNIEnv *env, jclass type, jlongArray state, jint count, jint block_bytes,
                                   jlong limit_ns, jlong out, jint out_bytes, jboolean fresh) {
    (void)type;
    jlong fields[MOST_FIELDS];
    rcap_merge_input inputs[RCAP_MERGE_MOST];
    if (state == NULL || count < 1 || count > RCAP_MERGE_MOST || block_bytes < 0 || out_bytes < 0 || out == 0) {
        return RCAP_E_INVALID;
    }
    const jsize used = ORDER_FIELDS + INPUT_FIELDS * count;
    if ((*env)->GetArrayLength(env, state) < used) {
        return RCAP_E_BUFFER_TOO_SMALL;
    }
    (*env)->GetLongArrayRegion(env, state, 0, used, fields);
    rcap_merge_order order = {.newest_ns = fields[0], .late = fields[1]};
    for (int i = 0; i < count; i++) {
        const jlong *field = fields + ORDER_FIELDS + INPUT_FIELDS * i;
        inputs[i] = (rcap_merge_input){.block = (const uint8_t *)(uintptr_t)field[0], .at = (size_t)field[1]};
    }
    int result = rcap_merge_blocks(&order, inputs, count, (size_t)block_bytes, limit_ns, (void *)(uintptr_t)out,
                                   (size_t)out_bytes, fresh != JNI_FALSE);
    fields[0] = order.newest_ns;
    fields[1] = order.late;
    for (int i = 0; i < count; i++) {
        fields[ORDER_FIELDS + INPUT_FIELDS * i + 1] = (jlong)inputs[i].at;
    }
    (*env)->SetLongArrayRegion(env, state, 0, used, fields);
    return result;
}

jint JNICALL rcap_jni_merge_sort(JNIEnv *env, jclass type, jlong block, jint block_bytes) {
    (void)env;
    (void)type;
    return block != 0 && block_bytes >= 0 ? rcap_merge_sort((void *)(uintptr_t)block, (size_t)block_bytes)
                                          : RCAP_E_INVALID;
}
