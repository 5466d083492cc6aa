/*
 * Link types have two numberings: libpcap's handles speak DLT_ values, which differ between systems, files and blocks
 * speak LINKTYPE_ values, which do not. They are the same but for a few old ones, of which raw IP is still met.
 */
#ifndef RCAP_LINKTYPE_H
#define RCAP_LINKTYPE_H

/* The LINKTYPE_ of a DLT_, and back. Any thread. */
int rcap_linktype_of_dlt(int dlt);
int rcap_dlt_of_linktype(int link_type);

#endif
