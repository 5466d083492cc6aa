/*
 * The pairs that differ on Linux. See rcap_linktype.h.
 */
#include "rcap_linktype.h"

#include <stddef.h>

static const struct pair {
    int dlt;
    int link_type;
} pairs[] = {
    {11, 100}, /* ATM, RFC 1483 */
    {12, 101}, /* raw IP */
    {15, 102}, /* SLIP, BSD/OS */
    {16, 103}, /* PPP, BSD/OS */
    {19, 106}, /* ATM, classical IP */
    {18, 246}, /* pfsync */
};

int rcap_linktype_of_dlt(int dlt) {
    for (size_t i = 0; i < sizeof pairs / sizeof pairs[0]; i++) {
        if (pairs[i].dlt == dlt) {
            return pairs[i].link_type;
        }
    }
    return dlt;
}

int rcap_dlt_of_linktype(int link_type) {
    for (size_t i = 0; i < sizeof pairs / sizeof pairs[0]; i++) {
        if (pairs[i].link_type == link_type) {
            return pairs[i].dlt;
        }
    }
    return link_type;
}
