import { readImage } from "@disco-vm/irix-like/node";
import { Machine, type MachineOptions } from "@disco-vm/machine";
import { expect, test } from "vitest";

const image = readImage("unix.elf"), root = readImage("root.img");

/** A machine with the system on it, and somebody at its console. */
function boot(options: MachineOptions): { machine: Machine; console: () => string; type: (text: string) => void } {
  const keys: number[] = [], out: number[] = [];
  const machine = new Machine({
    memory: 32 << 20, timing: false, image, disks: [root], maxCycles: 60e9, ...options,
    console: { write: (bytes) => { out.push(...bytes); }, read: () => keys.shift() ?? -1 },
  });
  const console = (): string => String.fromCharCode(...out).replaceAll("\r", "");
  return { machine, console, type: (text) => { keys.push(...new TextEncoder().encode(text)); } };
}

/** Runs until the console ends with that. */
function until(text: string, { machine, console }: ReturnType<typeof boot>): void {
  for (let slices = 0; !console().endsWith(text); slices++) {
    if (slices === 200 || machine.run({ maxCycles: 1e7 }).reason !== "cycle-limit") throw new Error(`expected "${text}" on the console, got:\n${console()}`);
  }
}

test.each([1, 4])("on %i CPUs it boots to a prompt in less than 100 million instructions", (cpus) => {
  const system = boot({ cpus });
  until("# ", system);
  expect(system.machine.statistics().instructions).toBeLessThan(100e6);
});

test("the shell runs pipelines, loops and redirections", () => {
  const { machine, console } = boot({
    arguments: `exec cd /tmp; for i in 3 1 2; do echo "line $i"; done | sort -r > out; grep -c line < out; cat o*; rm out || echo bad; ls; exit 7`,
  });
  expect(machine.run().exitCode).toBe(7);
  expect(console()).toContain("3\nline 3\nline 2\nline 1\n");
});

test("keys at the console are edited, echoed, and ^C ends what is in the foreground", () => {
  const system = boot({});
  until("# ", system);
  system.type("echx\bo typed\n");
  until("\ntyped\n# ", system);
  system.type("cat\nagain\n");
  until("again\nagain\n", system);
  system.type("\x03");
  until("^C\n# ", system);
  system.type("ls /etc & wait; echo $?\n");
  until("0\n# ", system);
  system.type("if true\n");
  until("> ", system);
  system.type("\x03");
  until("^C\n# ", system);
});

test("^Z stops a job, fg and bg and jobs know it, ^D and exit end the run with a status", () => {
  const system = boot({});
  until("# ", system);
  system.type("cat | cat\n");
  until("cat | cat\n", system);
  system.type("one\n");
  until("one\none\n", system);
  system.type("\x1a");
  until("^Z\n[1] + Stopped    cat | cat\n# ", system);
  system.type("fg\n");
  until("fg\ncat | cat\n", system);
  system.type("two\n");
  until("two\ntwo\n", system);
  system.type("\x04");
  until("two\ntwo\n# ", system);
  system.type("cat &\n");
  until("[1] 5\n# ", system);
  system.type("sleep 1\n");
  until("[1] + Stopped    cat\n# ", system);
  system.type("kill %1; wait; jobs; echo end\n");
  until("\nend\n# ", system);
  system.type("(exit 7)\n\x04");
  expect(system.machine.run()).toMatchObject({ reason: "power-off", exitCode: 7 });
});

test("two runs end in the same state", () => {
  const hash = (): string => {
    const { machine } = boot({ cpus: 2, arguments: "exec ls -l /bin > /tmp/x; sync; wc /tmp/x" });
    expect(machine.run().exitCode).toBe(0);
    return machine.hash();
  };
  expect(hash()).toBe(hash());
});

test("running ahead changes nothing: with a probe no CPU does", () => {
  const run = (probe: boolean): string => {
    const { machine, console } = boot({ cpus: 4, memory: 64 << 20, timing: true, arguments: "exec for i in 1 2 3 4 5; do sh -c 'echo hello | cat | wc' & done; wait; lmb" });
    if (probe) machine.core.probes.set(0xffff_ffff_8000_0400n, () => {}); // nothing is there
    expect(machine.run().exitCode).toBe(0);
    expect(console().match(/1 +1 +6\n/g)).toHaveLength(5);
    return machine.hash();
  };
  expect(run(false)).toBe(run(true));
});
