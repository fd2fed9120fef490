/**
 * The special page: a virtual CPU's privileged registers as plain memory, so that a guest kernel reads and writes the
 * common ones without a trap (paper section 4.2). One page per virtual CPU at the same supervisor virtual address. All
 * entries are doublewords.
 *
 * A store cannot trap: after a store that unmasks interrupts the guest must look at PENDING and, if it is not 0, call
 * DELIVER. SPLASHOS does not use the page.
 */

export const SPECIAL_PAGE = {
  address: 0xffff_ffff_dfff_e000n,
  bytes: 4096,
  /** Virtual CP0 register r is at cp0 + r * 8, r = 0..31. */
  cp0: 0x000,
  fields: {
    pending: { offset: 0x100, doc: "interrupt lines that wait, in the bits of Cause.IP, masked ones too" },
    vcpu: { offset: 0x108, doc: "number of this virtual CPU, from 0" },
    vcpus: { offset: 0x110, doc: "virtual CPUs of this virtual machine" },
    ipiPosted: { offset: 0x118, doc: "mask of posted inter-processor interrupts" },
  },
} as const;
