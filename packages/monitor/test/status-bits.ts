/** Status for kernels that go on with random bits in it: 64-bit kernel with FPU; what is free changes nothing of that. */
export const SOFTWARE_BITS = {
  /** CU1, CU0, FR, KX, SX, UX. */
  base: 0x3400_00e0n,
  /** XX, CU2, RE, TS, SR, NMI, CH, DE, IM7..0: not IE, so that nothing interrupts; and the bits that read 0. */
  free: 0xc3bf_ff00n & ~(1n << 22n),
} as const;
