import { DEVICES } from "@disco-vm/abi";
import { expect, test } from "vitest";
import type { Board } from "../src/devices/board.ts";
import { Console } from "../src/devices/console.ts";

const REG = DEVICES.console.registers;
type Name = keyof typeof REG;

function uart(input?: (number | undefined)[]) {
  const lines: boolean[] = [], sent: number[] = [], posted: number[] = [];
  const board = {
    cpus: 1, now: () => 0, interrupt: (_cpu: number, _ip: number, level: boolean) => lines.push(level),
    post: (at: number) => posted.push(at),
  } as unknown as Board;
  const console = new Console(board, {
    write: (b) => sent.push(...b),
    ...(input ? { read: () => (input.length ? input.shift() : -1) } : {}),
  });
  return {
    console, lines, sent, posted,
    get: (name: Name) => Number(console.port.load(REG[name].offset, 1, 0)),
    put: (name: Name, value: number) => console.port.store(REG[name].offset, 1, BigInt(value), 0),
  };
}

test("a 16550A's probe: scratch register, FIFOs, loop-back", () => {
  const u = uart();
  u.put("scr", 0xa5);
  expect(u.get("scr")).toBe(0xa5);
  u.put("fcr", 0x01);
  expect(u.get("iir") & 0xc0).toBe(0xc0);
  u.put("mcr", 0x1a); // loop, OUT2, RTS
  expect(u.get("msr") & 0xf0).toBe(0x90);
  u.put("thr", 0x5a);
  expect(u.sent).toEqual([]);
  expect(u.get("lsr") & 1).toBe(1);
  expect(u.get("rbr")).toBe(0x5a);
});

test("the divisor latch hides THR, RBR and IER", () => {
  const u = uart();
  u.put("lcr", 0x80);
  u.put("thr", 0x34);
  u.put("ier", 0x12);
  expect([u.get("rbr"), u.get("ier")]).toEqual([0x34, 0x12]);
  u.put("lcr", 0x03);
  expect(u.get("ier")).toBe(0);
  expect(u.sent).toEqual([]);
});

test("THR-empty interrupt: raised when enabled and after each byte, cleared by reading IIR", () => {
  const u = uart();
  u.put("ier", 0x02);
  expect(u.get("iir")).toBe(0x02);
  expect(u.get("iir")).toBe(0x01);
  u.put("thr", 0x41);
  expect(u.get("iir")).toBe(0x02);
  expect(u.lines).toEqual([true, false, true, false]);
});

test("receive: trigger level, timeout, then none; the line follows", () => {
  const u = uart([1, 2, 3, 4, 5]);
  u.put("fcr", 0x41); // FIFOs, trigger at 4
  u.put("ier", 0x01);
  expect(u.get("iir")).toBe(0xc4);
  expect([u.get("rbr"), u.get("rbr")]).toEqual([1, 2]);
  expect(u.get("iir")).toBe(0xcc);
  expect([u.get("rbr"), u.get("rbr"), u.get("rbr")]).toEqual([3, 4, 5]);
  expect(u.get("iir")).toBe(0xc1);
  expect(u.lines).toEqual([true, false]);
  expect(u.posted.length).toBeGreaterThan(0);
});

test("overrun in loop-back without FIFOs is a line status, shown once", () => {
  const u = uart();
  u.put("mcr", 0x10);
  u.put("ier", 0x04);
  u.put("thr", 1);
  u.put("thr", 2);
  expect(u.get("iir")).toBe(0x06);
  expect(u.get("lsr") & 3).toBe(3);
  expect(u.get("lsr") & 3).toBe(1);
  expect(u.get("rbr")).toBe(1);
});

test("an input that has ended is not looked at again", () => {
  const u = uart([65, undefined, 66]);
  u.put("ier", 0x01);
  expect(u.get("rbr")).toBe(65);
  expect(u.get("lsr") & 1).toBe(0);
  const polls = u.posted.length;
  u.console.poll();
  expect(u.posted.length).toBe(polls);
});
