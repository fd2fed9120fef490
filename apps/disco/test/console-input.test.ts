import { EventEmitter } from "node:events";
import { expect, test, vi } from "vitest";
import { terminalInput } from "../src/run/console-input.ts";

function terminal() {
  const stdin = Object.assign(new EventEmitter(), { setRawMode: vi.fn(), pause: vi.fn() });
  const end = vi.fn();
  const input = terminalInput(stdin as unknown as NodeJS.ReadStream, end); // what is used of a terminal
  return { stdin, end, input, type: (text: string) => stdin.emit("data", Buffer.from(text)) };
}

test("keys come through as they are typed, and none is none yet", () => {
  const { input, type } = terminal();
  expect(input.read()).toBe(-1);
  type("a\x03");
  expect([input.read(), input.read(), input.read()]).toEqual([0x61, 0x03, -1]);
});

test("Ctrl-A x ends the run, Ctrl-A twice is Ctrl-A", () => {
  const { input, end, type } = terminal();
  type("\x01\x01");
  expect([input.read(), input.read()]).toEqual([1, -1]);
  type("\x01");
  expect(end).not.toHaveBeenCalled();
  type("x");
  expect(end).toHaveBeenCalledOnce();
  expect(input.read()).toBe(-1);
});

test("the terminal is raw until the input is closed", () => {
  const { input, stdin } = terminal();
  expect(stdin.setRawMode).toHaveBeenLastCalledWith(true);
  input.close();
  expect(stdin.setRawMode).toHaveBeenLastCalledWith(false);
});

test("waiting ends at a key", async () => {
  const { input, type } = terminal();
  const waited = input.waitForKey(60_000);
  type("k");
  await waited;
  expect(input.read()).toBe(0x6b);
});
