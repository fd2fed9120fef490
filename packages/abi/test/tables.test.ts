import { expect, test } from "vitest";
import { annotation, BOOT, DEVICES, DEVICE_WINDOW, type Device, gateWord, INTERRUPTS, MAX_CPUS, MAX_DISKS, MONITOR_CALLS, RAM, SPECIAL_PAGE } from "@disco-vm/abi";

test("devices lie in the device window, clear of RAM and of each other", () => {
  const devices: Device[] = Object.values(DEVICES).sort((a, b) => a.base - b.base);
  let end: number = DEVICE_WINDOW.base;
  for (const { base, bytes } of devices) {
    expect(base).toBeGreaterThanOrEqual(end);
    end = base + bytes;
  }
  expect(end).toBeLessThanOrEqual(DEVICE_WINDOW.base + DEVICE_WINDOW.bytes);
  expect(RAM.lowEnd).toBeLessThanOrEqual(DEVICE_WINDOW.base);
  expect(RAM.highBase).toBeGreaterThanOrEqual(DEVICE_WINDOW.base + DEVICE_WINDOW.bytes);
});

test("registers are aligned and lie within their device", () => {
  for (const device of Object.values(DEVICES) as Device[])
    for (const { offset, bytes } of Object.values(device.registers)) {
      expect(offset % bytes).toBe(0);
      expect(offset + bytes).toBeLessThanOrEqual(device.stride ?? device.bytes);
    }
});

test("the device with a block for each CPU or disk has room for all of them", () => {
  expect(DEVICES.cpus.stride * MAX_CPUS).toBeLessThanOrEqual(DEVICES.cpus.bytes);
  expect(DEVICES.disks.stride * MAX_DISKS).toBeLessThanOrEqual(DEVICES.disks.bytes);
});

test("monitor call codes are the row numbers", () => {
  expect(Object.values(MONITOR_CALLS).map(({ code }) => code)).toEqual(Object.keys(MONITOR_CALLS).map((_, i) => i));
});

test("each interrupt line is used once", () => {
  expect(Object.values(INTERRUPTS).map(({ ip }) => ip)).toEqual([2, 3, 4, 5, 6, 7]);
});

test("special page fields lie behind the 32 registers", () => {
  for (const { offset } of Object.values(SPECIAL_PAGE.fields)) expect(offset).toBeGreaterThanOrEqual(SPECIAL_PAGE.cp0 + 32 * 8);
});

test("the bare-metal Status has no other bits than the contract's", () => {
  expect(BOOT.bareStatus).toBe(0x3400_00e0);
});

test("gate words carry the code and refuse one that does not fit", () => {
  expect(gateWord(0)).toBe(0x4200_003f);
  expect(gateWord(8)).toBe(0x4200_023f);
  expect(gateWord(0x7ffff)).toBe(0x43ff_ffff);
  expect(() => gateWord(0x80000)).toThrow("expected a code of 19 bits, got 524288");
});

test("annotations carry kind and identifier", () => {
  expect(annotation("end", 2)).toBe(0x2_0000_0002n);
});
