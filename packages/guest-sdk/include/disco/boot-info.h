/* What the device tree said at the start. */
#ifndef DISCO_BOOT_INFO_H
#define DISCO_BOOT_INFO_H

#include <stdint.h>

#define MAX_HOLES 64

struct range {
	uint32_t base;
	uint32_t bytes;
};

struct boot_info {
	int cpus;
	uint32_t hertz;  /* of the CPUs; 0 if the device tree does not say */
	uint32_t memory; /* physical end of the RAM we can use */
	int holes;       /* RAM that is not ours: other nodes' vectors */
	struct range hole[MAX_HOLES];
	int argc;
	char **argv; /* argv[0] is the program's name */
};

extern struct boot_info boot_info;

void boot_read(const void *device_tree);

#endif
