/* Generated from packages/abi/src/memory-map.ts, devices.ts and interrupts.ts; do not edit: change the table and run
 * pnpm --filter @disco-vm/abi generate */
#ifndef DISCO_MACHINE_H
#define DISCO_MACHINE_H

/* Segments (virtual) */
#ifdef __ASSEMBLER__
#define DISCO_KUSEG 0x0000000000000000
#else
#define DISCO_KUSEG ((unsigned long) (int) 0x0) /* user, mapped */
#endif
#define DISCO_KUSEG_BYTES 0x80000000
#ifdef __ASSEMBLER__
#define DISCO_KSEG0 0xffffffff80000000
#else
#define DISCO_KSEG0 ((unsigned long) (int) 0x80000000) /* kernel, physical 0 up, cached */
#endif
#define DISCO_KSEG0_BYTES 0x20000000
#ifdef __ASSEMBLER__
#define DISCO_KSEG1 0xffffffffa0000000
#else
#define DISCO_KSEG1 ((unsigned long) (int) 0xa0000000) /* kernel, physical 0 up, uncached: devices */
#endif
#define DISCO_KSEG1_BYTES 0x20000000
#ifdef __ASSEMBLER__
#define DISCO_SSEG 0xffffffffc0000000
#else
#define DISCO_SSEG ((unsigned long) (int) 0xc0000000) /* supervisor, mapped: where a guest kernel of a virtual machine lives */
#endif
#define DISCO_SSEG_BYTES 0x20000000
#ifdef __ASSEMBLER__
#define DISCO_KSEG3 0xffffffffe0000000
#else
#define DISCO_KSEG3 ((unsigned long) (int) 0xe0000000) /* kernel, mapped: the monitor's own */
#endif
#define DISCO_KSEG3_BYTES 0x20000000

/* Physical memory */
#define DISCO_PAGE_BYTES 4096
#define DISCO_RAM_LOW_END 0x18000000 /* RAM below the devices ends here at most */
#define DISCO_RAM_HIGH_BASE 0x20000000 /* the rest of RAM continues here */
#define DISCO_ALIAS_BYTES 0x10000 /* below: the first 64 KB of the CPU's own node */
#define DISCO_DEVICE_WINDOW 0x1f000000
#define DISCO_DEVICE_WINDOW_BYTES 0x1000000
#define DISCO_SSEG_DIRECT_BYTES 0x10000000 /* guest-physical memory seen from sseg up */
#ifdef __ASSEMBLER__
#define DISCO_LINK_BARE 0xffffffff80010000
#else
#define DISCO_LINK_BARE ((unsigned long) (int) 0x80010000) /* where bare images start */
#endif
#ifdef __ASSEMBLER__
#define DISCO_LINK_GUEST 0xffffffffc0010000
#else
#define DISCO_LINK_GUEST ((unsigned long) (int) 0xc0010000) /* where guest images start */
#endif

/* Exception vectors (physical) */
#define DISCO_VECTOR_TLB_REFILL 0x0 /* TLB refill, 32-bit address space */
#define DISCO_VECTOR_XTLB_REFILL 0x80 /* TLB refill, 64-bit address space (Status.KX, SX or UX of the address' space) */
#define DISCO_VECTOR_CACHE_ERROR 0x100 /* cache error */
#define DISCO_VECTOR_GENERAL 0x180 /* everything else, and a refill while Status.EXL = 1 */

/* console: serial console, byte registers at stride 1; interrupt on IP2
 * Source: National Semiconductor PC16550D data sheet, table II */
#define DISCO_CONSOLE 0x1f000000 /* physical; registers are offsets */
#define DISCO_CONSOLE_BYTES 0x1000
#define DISCO_CONSOLE_RBR 0x0 /* r8: receive buffer; with LCR.DLAB divisor latch low */
#define DISCO_CONSOLE_THR 0x0 /* w8: transmit holding; with LCR.DLAB divisor latch low */
#define DISCO_CONSOLE_IER 0x1 /* rw8: interrupt enable; with LCR.DLAB divisor latch high */
#define DISCO_CONSOLE_IER_ERBFI 0x1
#define DISCO_CONSOLE_IER_ETBEI 0x2
#define DISCO_CONSOLE_IER_ELSI 0x4
#define DISCO_CONSOLE_IER_EDSSI 0x8
#define DISCO_CONSOLE_IIR 0x2 /* r8: interrupt identification */
#define DISCO_CONSOLE_FCR 0x2 /* w8: FIFO control */
#define DISCO_CONSOLE_FCR_ENABLE 0x1
#define DISCO_CONSOLE_FCR_CLEAR_RECEIVE 0x2
#define DISCO_CONSOLE_FCR_CLEAR_TRANSMIT 0x4
#define DISCO_CONSOLE_LCR 0x3 /* rw8: line control */
#define DISCO_CONSOLE_LCR_DLAB 0x80
#define DISCO_CONSOLE_MCR 0x4 /* rw8: modem control */
#define DISCO_CONSOLE_MCR_LOOP 0x10
#define DISCO_CONSOLE_LSR 0x5 /* r8: line status */
#define DISCO_CONSOLE_LSR_DATA_READY 0x1
#define DISCO_CONSOLE_LSR_OVERRUN 0x2
#define DISCO_CONSOLE_LSR_THR_EMPTY 0x20
#define DISCO_CONSOLE_LSR_TRANSMITTER_EMPTY 0x40
#define DISCO_CONSOLE_MSR 0x6 /* r8: modem status */
#define DISCO_CONSOLE_SCR 0x7 /* rw8: scratch */

/* power: power switch
 * Source: this project */
#define DISCO_POWER 0x1f001000 /* physical; registers are offsets */
#define DISCO_POWER_BYTES 0x1000
#define DISCO_POWER_OFF 0x0 /* w32: powers the machine off; the low byte is the exit code */

/* annotation: marks an event in the trace: begin and end of a region, or a point in time; see ANNOTATIONS
 * Source: this project */
#define DISCO_ANNOTATION 0x1f002000 /* physical; registers are offsets */
#define DISCO_ANNOTATION_BYTES 0x1000
#define DISCO_ANNOTATION_MARK 0x0 /* w64: kind in the upper word, identifier in the lower */

/* rtc: clock
 * Source: this project */
#define DISCO_RTC 0x1f003000 /* physical; registers are offsets */
#define DISCO_RTC_BYTES 0x1000
#define DISCO_RTC_TIME 0x0 /* r64: nanoseconds of simulated time since power-on */

/* cpus: one block of registers per CPU: start, inter-processor interrupts, interval timer
 * Source: this project */
#define DISCO_CPUS 0x1f010000 /* physical; registers are offsets */
#define DISCO_CPUS_BYTES 0x10000
#define DISCO_CPUS_STRIDE 0x100
#define DISCO_CPUS_NUMBER 0x0 /* r64: number of this block's CPU, from 0 */
#define DISCO_CPUS_COUNT 0x8 /* r64: CPUs in the machine */
#define DISCO_CPUS_IPI_SET 0x10 /* w64: ORed into this CPU's pending mask; IP3 is up while the mask is not 0 */
#define DISCO_CPUS_IPI_CLEAR 0x18 /* w64: these bits are removed from the pending mask */
#define DISCO_CPUS_IPI_PENDING 0x20 /* r64: the pending mask */
#define DISCO_CPUS_START_ENTRY 0x28 /* rw64: virtual address at which the halted CPU will start */
#define DISCO_CPUS_START_ARG 0x30 /* rw64: what it will find in a0 */
#define DISCO_CPUS_START 0x38 /* w64: any store releases the halted CPU; without effect on a running one */
#define DISCO_CPUS_TIMER_INTERVAL 0x40 /* rw64: CPU cycles between interval timer interrupts (IP4); 0 = off */
#define DISCO_CPUS_TIMER_ACK 0x48 /* w64: any store lowers IP4 */
#define DISCO_CPUS_HOT_PAGE 0x58 /* r64: physical address of the oldest page whose misses by this CPU have reached the threshold; -1: none */
#define DISCO_CPUS_HOT_PAGE_ACK 0x60 /* w64: any store forgets that page; IP5 is up while there is one */
#define DISCO_CPUS_MISSES_CLEAR 0x68 /* w64: all CPUs' misses to the page at that physical address are counted from 0 again */
#define DISCO_CPUS_NODE 0x50 /* r64: number of the node this CPU belongs to */

/* self: the accessing CPU's own block of `cpus`
 * Source: this project */
#define DISCO_SELF 0x1f020000 /* physical; registers are offsets */
#define DISCO_SELF_BYTES 0x1000
#define DISCO_SELF_NUMBER 0x0 /* r64: number of this block's CPU, from 0 */
#define DISCO_SELF_COUNT 0x8 /* r64: CPUs in the machine */
#define DISCO_SELF_IPI_SET 0x10 /* w64: ORed into this CPU's pending mask; IP3 is up while the mask is not 0 */
#define DISCO_SELF_IPI_CLEAR 0x18 /* w64: these bits are removed from the pending mask */
#define DISCO_SELF_IPI_PENDING 0x20 /* r64: the pending mask */
#define DISCO_SELF_START_ENTRY 0x28 /* rw64: virtual address at which the halted CPU will start */
#define DISCO_SELF_START_ARG 0x30 /* rw64: what it will find in a0 */
#define DISCO_SELF_START 0x38 /* w64: any store releases the halted CPU; without effect on a running one */
#define DISCO_SELF_TIMER_INTERVAL 0x40 /* rw64: CPU cycles between interval timer interrupts (IP4); 0 = off */
#define DISCO_SELF_TIMER_ACK 0x48 /* w64: any store lowers IP4 */
#define DISCO_SELF_HOT_PAGE 0x58 /* r64: physical address of the oldest page whose misses by this CPU have reached the threshold; -1: none */
#define DISCO_SELF_HOT_PAGE_ACK 0x60 /* w64: any store forgets that page; IP5 is up while there is one */
#define DISCO_SELF_MISSES_CLEAR 0x68 /* w64: all CPUs' misses to the page at that physical address are counted from 0 again */
#define DISCO_SELF_NODE 0x50 /* r64: number of the node this CPU belongs to */

/* disks: disks: virtio-mmio block devices, one block of registers each; interrupt on IP6 of CPU 0
 * Source: Virtual I/O Device (VIRTIO) Version 1.2, sections 4.2.2 and 5.2.4 */
#define DISCO_DISKS 0x1f030000 /* physical; registers are offsets */
#define DISCO_DISKS_BYTES 0x4000
#define DISCO_DISKS_STRIDE 0x400
#define DISCO_DISKS_MAGIC_VALUE 0x0 /* r32: 0x74726976 */
#define DISCO_DISKS_VERSION 0x4 /* r32: 2 */
#define DISCO_DISKS_DEVICE_ID 0x8 /* r32: 2, a block device; 0: no disk here */
#define DISCO_DISKS_VENDOR_ID 0xc /* r32: 0x44495343 */
#define DISCO_DISKS_DEVICE_FEATURES 0x10 /* r32: 32 of the device's features */
#define DISCO_DISKS_DEVICE_FEATURES_SEL 0x14 /* w32: which 32 */
#define DISCO_DISKS_DRIVER_FEATURES 0x20 /* w32: 32 of the features that the driver takes */
#define DISCO_DISKS_DRIVER_FEATURES_SEL 0x24 /* w32: which 32 */
#define DISCO_DISKS_QUEUE_SEL 0x30 /* w32: queue that the next registers are about; there is one, 0 */
#define DISCO_DISKS_QUEUE_NUM_MAX 0x34 /* r32: entries of that queue at most */
#define DISCO_DISKS_QUEUE_NUM 0x38 /* w32: entries of that queue */
#define DISCO_DISKS_QUEUE_READY 0x44 /* rw32: 1: the queue may be used */
#define DISCO_DISKS_QUEUE_NOTIFY 0x50 /* w32: there is something in the queue of that number */
#define DISCO_DISKS_INTERRUPT_STATUS 0x60 /* r32: bit 0: the used ring has grown; IP6 is up while this is not 0 */
#define DISCO_DISKS_INTERRUPT_ACK 0x64 /* w32: these bits have been dealt with */
#define DISCO_DISKS_STATUS 0x70 /* rw32: device status; 0 resets */
#define DISCO_DISKS_QUEUE_DESC_LOW 0x80 /* w32: physical address of the descriptors */
#define DISCO_DISKS_QUEUE_DESC_HIGH 0x84 /* w32: upper half */
#define DISCO_DISKS_QUEUE_DRIVER_LOW 0x90 /* w32: physical address of the available ring */
#define DISCO_DISKS_QUEUE_DRIVER_HIGH 0x94 /* w32: upper half */
#define DISCO_DISKS_QUEUE_DEVICE_LOW 0xa0 /* w32: physical address of the used ring */
#define DISCO_DISKS_QUEUE_DEVICE_HIGH 0xa4 /* w32: upper half */
#define DISCO_DISKS_CONFIG_GENERATION 0xfc /* r32: 0: the configuration never changes */
#define DISCO_DISKS_CAPACITY_LOW 0x100 /* r32: sectors of 512 bytes */
#define DISCO_DISKS_CAPACITY_HIGH 0x104 /* r32: upper half */
#define DISCO_MAX_CPUS 64
#define DISCO_MAX_DISKS 16

/* Interrupt lines: bit 8 + IP of Cause and Status */
#define DISCO_IP_CONSOLE 2 /* console: byte received or transmitter empty, as enabled in IER */
#define DISCO_IP_IPI 3 /* inter-processor interrupt: the CPU's pending mask is not 0 */
#define DISCO_IP_TIMER 4 /* interval timer of this CPU */
#define DISCO_IP_HOT_PAGE 5 /* a page's miss counter has reached its threshold */
#define DISCO_IP_IO 6 /* disks and network */
#define DISCO_IP_COUNT 7 /* CP0: Count = Compare, or a performance counter overflowed */

#endif
