import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { beforeAll, expect, inject, test } from "vitest";
import { directory, disco, file, program, run, type Ended } from "./disco.ts";
import { ALL_BYTES, ECHO, LOOP, SLEEP_FOR_EVER } from "./programs.ts";

let bytes = "", echo = "", sleep = "", loop = "";
beforeAll(async () => {
  [bytes, echo, sleep, loop] = await Promise.all([
    program("bytes", ALL_BYTES), program("echo", ECHO), program("sleep", SLEEP_FOR_EVER), program("loop", LOOP),
  ]) as [string, string, string, string];
}, 120_000);

test("the guest's bytes are stdout, its exit code is the command's, and nothing else is said", async () => {
  const { status, stdoutBytes, stderr } = await disco(["run", bytes]);
  expect([...stdoutBytes]).toEqual(Array.from({ length: 256 }, (_, n) => n));
  expect(status).toBe(42);
  expect(stderr).toBe("");
});

test("stdin is the guest's console input", async () => {
  const { status, stdout } = await disco(["run", echo, "--timing", "off"], "hello, and more than a FIFO holds.ignored");
  expect(stdout).toBe("HELLO\fAND\0MORE\0THAN\0A\0FIFO\0HOLDS".replace("\f", "\f\0").replace("FIFO", "fifo"));
  expect(status).toBe(33);
});

test("a slow writer changes nothing but when the user is told about it", async () => {
  const told = join(directory, "told");
  const shell = (writer: string): Promise<Ended> =>
    run("sh", ["-c", `${writer} | "${process.execPath}" "${join(inject("commands"), "disco.js")}" run "${echo}" --hash 2>"${told}"; status=$?; cat "${told}" >&2; exit $status`]);
  const fast = await shell("printf ab.");
  const slow = await shell(`(printf a; until grep -q waits "${told}"; do sleep 0.1; done; printf b.)`);
  expect(slow).toMatchObject({ status: 2, stdout: "AB" });
  expect(slow.stderr).toMatch(/^disco: the guest waits for input, .*\n/);
  expect(slow.stderr.replace(/^disco: the guest waits.*\n/, "")).toBe(fast.stderr);
  expect(fast.stderr).toMatch(/^disco: state hash: /);
}, 120_000);

test("--hash prints the state hash, the same in each run, and another for another machine", async () => {
  const hash = async (...more: string[]): Promise<string | undefined> =>
    /^disco: state hash: ([0-9a-f]{32})$/m.exec((await disco(["run", bytes, "--hash", ...more])).stderr)?.[1];
  const [one, two, other] = await Promise.all([hash(), hash(), hash("--cpus", "2")]);
  expect(one).toMatch(/./);
  expect(two).toBe(one);
  expect(other).not.toBe(one);
});

test("--stats writes counters, whole or not at all", async () => {
  const stats = join(directory, "stats.json");
  const { status } = await disco(["run", bytes, "--cpus", "2", "--stats", stats, "--hash", "--append", "a b", "--seed", "7"]);
  expect(status).toBe(42);
  expect(existsSync(`${stats}.tmp`)).toBe(false);
  const s = JSON.parse(readFileSync(stats, "utf8")) as Stats;
  expect(s.schema).toBe("disco-vm/statistics/1");
  expect(s.end).toEqual({ reason: "power-off", exitCode: 42, message: "powered off with code 42" });
  expect(s.configuration).toMatchObject({ monitor: "none", profile: "flash-1997", cpus: 2, append: "a b", seed: 7 });
  expect(s.image.sha256).toMatch(/^[0-9a-f]{64}$/);
  expect(s.cpus).toHaveLength(2);
  expect(s.cpus[0]!.instructions).toBeGreaterThan(700);
  expect(s.cpus[1]!.instructions).toBe(0);
  expect(s.simulatedMips).toBeCloseTo(s.instructions / s.hostSeconds / 1e6);
  for (const { cycles: { user, kernel, monitor, idle } } of s.cpus)
    expect([user, kernel, monitor].reduce((sum, c) => sum + c.busy + c.stallLocal + c.stallRemote, idle)).toBe(s.cycles);
});

interface Stats {
  readonly schema: string;
  readonly image: { readonly sha256: string };
  readonly configuration: Record<string, unknown>;
  readonly end: Record<string, unknown>;
  readonly cycles: number;
  readonly instructions: number;
  readonly hostSeconds: number;
  readonly simulatedMips: number;
  readonly cpus: readonly { readonly instructions: number; readonly cycles: Record<"user" | "kernel" | "monitor", Class> & { readonly idle: number } }[];
}
type Class = Record<"busy" | "stallLocal" | "stallRemote", number>;

test("--stop-at stops before the symbol, and --dump-registers shows where", async () => {
  const { status, stdoutBytes, stderr } = await disco(["run", bytes, "--stop-at", "last", "--dump-registers", "--timing", "off"]);
  expect(status).toBe(0);
  expect(stdoutBytes).toHaveLength(256);
  expect(stderr).toMatch(/^ {2}pc ffffffff800100[\da-f]+ <last>: li v0,42$/m);
  expect(stderr).toMatch(/ {2}t1 0{13}100 /);
  expect(stderr).toMatch(/^disco: CPU 0 is at 0xffffffff800100[\da-f]+, cycle \d+$/m);
});

test.each([
  ["a cycle limit", () => ["run", loop, "--max-cycles", "20k"], 205, /cycle limit reached: 20000 cycles; --max-cycles raises it/],
  ["a deadlock", () => ["run", sleep], 206, /guest deadlock: .*CPU 0 idle at 0x/],
  ["a file that is not there", () => ["run", "nowhere.elf"], 201, /cannot read nowhere\.elf: there is no such file/],
  ["a directory", () => ["run", directory], 201, /cannot read .*: it is a directory/],
  ["a misspelt program", () => ["run", "radx"], 201, /Did you mean "radix"\?/],
  ["a file that is no ELF file", () => ["run", file("text", "hello")], 202, /e_ident: expected 7f 45 4c 46/],
  ["another machine's executable", () => ["run", process.execPath], 202, /expected 2 \(big-endian\), got 1/],
  ["a damaged image", () => ["run", file("cut.elf", readFileSync(bytes).subarray(0, 70))], 202, /program header|e_phoff|p_offset/],
  ["more memory than there can be", () => ["run", bytes, "--memory", "4032M"], 204, /a 32-bit WebAssembly memory.*use less memory/],
  ["more memory for the virtual machine than the machine has", () => ["run", "hello", "--monitor", "disco", "--vm-memory", "64M"], 204, /give the machine more memory/],
  ["a memory that cannot be divided", () => ["run", bytes, "--memory", "1000001"], 200, /multiples of 65536 bytes .*; use 1048576/],
  ["a symbol that is not there", () => ["run", bytes, "--stop-at", "lost"], 208, /has no symbol "lost". Did you mean "last"\?/],
  ["a stop between two instructions", () => ["run", bytes, "--stop-at", "last+2"], 200, /a multiple of 4, got 0x[\da-f]+; the nearest below is 0x/],
  ["a misspelt profile", () => ["run", bytes, "--profile", "flash1997"], 200, /Did you mean "flash-1997"\?/],
  ["a misspelt option", () => ["run", bytes, "--moniter", "disco"], 200, /Did you mean --monitor\?/],
  ["a misspelt command", () => ["rum", bytes], 200, /Did you mean run\?/],
  ["too many CPUs", () => ["run", bytes, "--cpus", "65"], 200, /from 1 to 64\. The nearest is 64/],
  ["a size without sense", () => ["run", bytes, "--memory", "lots"], 200, /as in 64M/],
  ["a guest of a virtual machine on bare metal", () => ["run", "hello-disco"], 202, /run it under a monitor/],
  ["an image for bare metal in a virtual machine", () => ["run", "hello-bare", "--monitor", "disco"], 203, /expected segments within 0xffffffffc0000000/],
  ["a statistics file that cannot be written", () => ["run", bytes, "--stats", "/nowhere/at/all.json"], 209, /cannot write \/nowhere\/at\/all\.json/],
] as const)("%s: a message and an exit code of its own", async (_, args, exitCode, message) => {
  const { status, stderr } = await disco(args());
  expect(stderr.trim()).toMatch(message);
  expect(status).toBe(exitCode);
});

test("an image that does not fit the memory is refused", async () => {
  const high = await program("high", LOOP, "--origin", "0xffffffff84000000");
  const { status, stderr } = await disco(["run", high]);
  expect(stderr).toMatch(/expected segments within 67108864 bytes of memory/);
  expect(status).toBe(203);
});

test("the same program runs in a virtual machine", async () => {
  const { status, stdout, stderr } = await disco(["run", "hello", "--monitor", "disco", "--append", "5 words", "--audit", "--cpus", "2"]);
  expect(stderr).toBe("");
  expect(stdout).toMatch(/^hello, world\n/);
  expect(status).toBe(5);
});

test("the README's first program says hello", async () => {
  const readme = readFileSync(new URL("../README.md", import.meta.url), "utf8");
  const [, text] = /<<'END'\n([^]*?)END\n/.exec(readme) ?? [];
  const { status, stdout } = await disco(["run", await program("first", text ?? "")]);
  expect(stdout).toBe("hello\n");
  expect(status).toBe(0);
});
