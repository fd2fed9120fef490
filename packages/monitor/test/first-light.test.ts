import { expect, test } from "vitest";
import { guest, POWER_OFF, PRINT, run } from "./programs.ts";

test("a guest prints and powers off", () => {
  const image = guest(`
        .word   CALL_LIBRARY_OS
        dli     $v1, 0x0123456789abcdef
        jal     print
        nop
        move    $v1, $a1
        li      $a0, 42
        ${POWER_OFF}
        ${PRINT}`);
  const r = run(image);
  expect(r.output).toBe("0123456789abcdef\n");
  expect(r.exitCode).toBe(42);
});

test("timed, too", () => {
  const r = run(guest(`li $a0, 7\n${POWER_OFF}`), { machine: { timing: true } });
  expect(r.exitCode).toBe(7);
});
