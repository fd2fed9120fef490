import { mkdtempSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { expect, onTestFinished, test } from "vitest";
import { PLATFORMS } from "@disco-vm/guest-sdk";
import { Builder } from "@disco-vm/guest-sdk/build";
import { LIBRARY } from "@disco-vm/splashos";

test("every source of os/ is in the library", () => {
  expect(LIBRARY.sources).toEqual(readdirSync(new URL("os/", LIBRARY.directory)).sort().map((name) => `os/${name}`));
});

// As m4 sources write them: some statements with a semicolon, some without.
const PROGRAM = `#include <splash.h>
MAIN_ENV
struct shared { LOCKDEC(l) ALOCKDEC(a, 3) BARDEC(b) PAUSEDEC(p) GSDEC(g) int i; } *s;
EXTERN_ENV
static void work(void) {
  ENV
  if (s->i == 0) LOCK(s->l)
  UNLOCK(s->l);
  ALOCK(s->a, s->i); AULOCK(s->a, s->i)
  SETPAUSE(s->p) WAITPAUSE(s->p); CLEARPAUSE(s->p)
  GETSUB(s->g, s->i, 9, 1)
  BARRIER(s->b, 1) BAREXCLUDE(s->b) BARINCLUDE(s->b)
}
int main(int argc, char **argv) {
  unsigned long t;
  MAIN_INITENV(, 80000000)
  (void) argc; (void) argv;
  s = (struct shared *) G_MALLOC(sizeof(struct shared));
  LOCKINIT(s->l); ALOCKINIT(s->a, 3) BARINIT(s->b) PAUSEINIT(s->p); GSINIT(s->g)
  CLOCK(t)
  CREATE(work) CREATE(work);
  WAIT_FOR_END(2)
  G_FREE(s)
  NU_FREE(NU_MALLOC(8, 0))
  MAIN_END
}
`;

test.each(PLATFORMS)("a program in the manner of SPLASH-2 compiles for %s without m4", (platform) => {
  const directory = mkdtempSync(join(tmpdir(), "disco-splash-"));
  onTestFinished(() => rmSync(directory, { recursive: true, force: true }));
  writeFileSync(join(directory, "main.c"), PROGRAM);
  const program = { name: "macros", directory: pathToFileURL(`${directory}/`), sources: ["main.c"], include: [], libraries: [LIBRARY] };
  new Builder({ cache: join(directory, "objects") }).build(program, platform, join(directory, "out.elf"));
});
