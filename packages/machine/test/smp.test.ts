import { expect, test } from "vitest";
import { installVector, POWER_OFF, run } from "./programs.ts";
import { counting } from "./smp-program.ts";

const MEMORY = [[false, "flash-1997"], [true, "flash-1997"], [true, "uma-1997"]] as const;

test.each(MEMORY.flatMap(([timing, profile]) => [1, 2, 3, 4, 6, 8].map((cpus) => [cpus, timing, profile] as const)))(
  "%i CPUs count one counter with LL/SC (timing %s, %s)", (cpus, timing, profile) => {
    const r = run(counting(200), { cpus, timing, profile });
    expect(r).toMatchObject({ reason: "power-off", exitCode: 0 });
    expect(r.machine.core.cpus[0]!.gpr(16)).toBe(BigInt(200 * cpus));
  });

test.each(MEMORY)("64 CPUs count one counter with LL/SC (timing %s, %s)", (timing, profile) => {
  const r = run(counting(4), { cpus: 64, timing, profile, memory: 64 << 20 });
  expect(r).toMatchObject({ reason: "power-off", exitCode: 0 });
  expect(r.machine.core.cpus[0]!.gpr(16)).toBe(256n);
});

/** CPU 1 sleeps until CPU 0 interrupts it, and answers with an interrupt that CPU 0 takes through its vector. */
const PING = `
        ${installVector(16)}
        cache   0x15, -0x20($t1)
        dli     $t0, cpus_startEntry + cpus_stride
        dla     $t1, second
        sd      $t1, 0($t0)
        sd      $0, 16($t0)
        mfc0    $t1, $12
        li      $t2, 0x0801         # IM3 and IE
        or      $t1, $t1, $t2
        mtc0    $t1, $12
        dli     $t0, cpus_ipiSet + cpus_stride
        li      $t1, 5
        dli     $t2, rtc_time
        ld      $s3, 0($t2)
        sd      $t1, 0($t0)
        b       .
        nop
second: mfc0    $s1, $12
        li      $t2, 0x08000000
        or      $s1, $s1, $t2
        mtc0    $s1, $12            # until IP3
        nop
        dli     $t0, self_ipiPending
        ld      $s2, 0($t0)         # the mask that was sent
        dli     $t0, self_ipiClear
        sd      $s2, 0($t0)
        mfc0    $s4, $13            # IP3 is down again
        dli     $t0, cpus_ipiSet
        li      $t1, 1
        sd      $t1, 0($t0)
        b       .
        nop
vector: mfc0    $s0, $13
        dli     $t2, rtc_time
        ld      $t0, 0($t2)
        dsubu   $s3, $t0, $s3
        li      $v0, 0
        ${POWER_OFF}`;

test.each([false, true])("IPIs wake an idle CPU and interrupt a running one (timing %s)", (timing) => {
  const r = run(PING, { cpus: 2, timing });
  expect(r).toMatchObject({ reason: "power-off", exitCode: 0 });
  const [first, second] = r.machine.core.cpus;
  expect(first!.gpr(16) & 0xfffcn).toBe(0x0800n);
  expect(second!.gpr(18)).toBe(5n);
  expect(second!.gpr(20) & 0x800n).toBe(0n);
  if (timing) expect(first!.gpr(19)).toBeGreaterThan(1000n); // two trips of 400 ns each at least
  expect(r.machine.statistics().cpus[0]!.exceptions["Int"]).toBe(1);
});
