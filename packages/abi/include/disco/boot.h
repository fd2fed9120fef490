/* Generated from packages/abi/src/boot.ts; do not edit: change the table and run
 * pnpm --filter @disco-vm/abi generate */
#ifndef DISCO_BOOT_H
#define DISCO_BOOT_H

/* State at start */
#define DISCO_BOOT_MARKER (-2) /* a0 of the first CPU; a1 = device tree */
#define DISCO_BOOT_STATUS 0x340000e0 /* Status on bare metal */
#define DISCO_MAX_ARGUMENT_BYTES 1024 /* of /chosen bootargs, closing 0 included */

/* Status bits */
#define DISCO_STATUS_IE 0x1
#define DISCO_STATUS_EXL 0x2
#define DISCO_STATUS_ERL 0x4
#define DISCO_STATUS_UX 0x20
#define DISCO_STATUS_SX 0x40
#define DISCO_STATUS_KX 0x80
#define DISCO_STATUS_BEV 0x400000
#define DISCO_STATUS_FR 0x4000000
#define DISCO_STATUS_IDLE 0x8000000
#define DISCO_STATUS_CU0 0x10000000
#define DISCO_STATUS_CU1 0x20000000
#define DISCO_STATUS_XX 0x80000000

/* Exit codes of the run-time support */
#define DISCO_EXIT_EXCEPTION 0xe0 /* an exception nobody handles; the console names cause and address */
#define DISCO_EXIT_PANIC 0xe1 /* an invariant of the guest's run-time support is broken */
#define DISCO_EXIT_OUT_OF_MEMORY 0xe2 /* the heap does not fit the machine's memory */
#define DISCO_EXIT_BAD_ARGUMENTS 0xe3 /* the command line is not understood */

/* Annotations: kind << 32 | identifier */
#define DISCO_ANNOTATE_BEGIN 1 /* a region begins */
#define DISCO_ANNOTATE_END 2 /* a region ends */
#define DISCO_ANNOTATE_POINT 3 /* a point in time */
#define DISCO_REGION_ROI 0 /* region of interest: what a measurement is about */
#define DISCO_REGION_INIT 1 /* making the input */
#define DISCO_REGION_CHECK 2 /* checking the result */
#define DISCO_REGION_USER 16 /* first identifier free for a program's own use */

#endif
