/* Reader for flattened device trees (Devicetree Specification 0.4, ch. 5). */
#ifndef DISCO_FDT_H
#define DISCO_FDT_H

#include <stdint.h>

/* Is there a device tree of a version we can read? */
int fdt_valid(const void *fdt);

/* The property of the node whose path is given ("/chosen"; a path component
 * without @ matches any unit address); its length in *length. 0 if none. */
const void *fdt_property(const void *fdt, const char *path, const char *name,
    int *length);

/* How many direct children of the node have a name that starts so. */
int fdt_children(const void *fdt, const char *path, const char *prefix);

/* Calls visit(argument, base, bytes) for each entry of each memory node. */
void fdt_memory(const void *fdt,
    void (*visit)(void *, uint64_t base, uint64_t bytes), void *argument);

/* The same for each entry of the memory reservation block. */
void fdt_reserved(const void *fdt,
    void (*visit)(void *, uint64_t base, uint64_t bytes), void *argument);

#endif
