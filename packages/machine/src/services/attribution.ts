import type { Core, Cpu } from "@disco-vm/mips";
import type { CpuCycles } from "../statistics.ts";
import { understand, type Annotation, type Command, type Names } from "./annotations.ts";
import { add, noCycles, reportOf, Tally, type Counts, type ServiceCycles, type Services } from "./report.ts";

/** A service that is going on in a thread, without those within it. */
interface Frame {
  service: string;
  readonly cycles: Counts;
  /** Waits for a lock. */
  spinning: boolean;
  /** Waits for work. */
  idle: boolean;
}
interface Thread {
  /** What goes on when no service does. */
  readonly base: Frame;
  /** The services, each within the one before. */
  readonly services: Frame[];
  /** Whether they end when the CPU leaves it. */
  ending: boolean;
}

/** What is outside of all services: programs in user mode, above all; and software before its first thread. */
const OUTSIDE = "outside", BEFORE = "boot";

const frame = (service: string): Frame => ({ service, cycles: noCycles(), spinning: false, idle: false });
const thread = (outside: string): Thread => ({ base: frame(outside), services: [], ending: false });
const present = ({ base, services }: Thread): Frame => services.at(-1) ?? base;

/** Gives each cycle of each CPU to the service that goes on there, as software's annotations say. */
export class Attribution {
  /** What each CPU is in; at first, in a thread of its own that has no identity. */
  private readonly current: Thread[];
  private readonly first: readonly Thread[];
  private readonly threads = new Map<bigint, Thread>();
  private readonly tallies = new Map<string, Tally>();
  /** A CPU's counters when last looked at. */
  private readonly seen: Counts[];
  private readonly names: Names;
  private unmatched = 0;

  constructor(core: Core, annotations: readonly Annotation[]) {
    const { at, names } = understand(annotations);
    this.names = names;
    this.first = core.cpus.map(() => thread(BEFORE));
    this.current = [...this.first];
    this.seen = core.cpus.map(noCycles);
    for (const [address, commands] of at)
      core.probes.set(address, (cpu) => {
        this.charge(cpu.number, countersOf(cpu));
        for (const command of commands) this.obey(cpu, command);
      });
  }

  /** With the cycles that each CPU has spent up to `cycles`. Changes nothing. */
  report(cycles: number, cpus: readonly CpuCycles[]): Services {
    const tallies = new Map([...this.tallies].map(([name, tally]) => [name, copyOf(tally)]));
    const unfinished = ({ service, cycles: spent }: Frame): void => add(tallyOf(tallies, service).unfinished, spent);
    for (const { base, services } of [...this.first, ...this.threads.values()]) [base, ...services].forEach(unfinished);
    cpus.forEach((spent, n) => unfinished({ ...present(this.current[n]!), cycles: this.since(n, asCounts(spent)) }));
    return reportOf(tallies, { cpus: cpus.length, cycles, unmatched: this.unmatched });
  }

  /** Gives what the CPU has spent since it was last looked at to what goes on there. */
  private charge(n: number, counters: Counts): void {
    add(present(this.current[n]!).cycles, this.since(n, counters));
    this.seen[n] = counters;
  }

  private since(n: number, now: ServiceCycles): Counts {
    const before = this.seen[n]!, { spinning, idle } = present(this.current[n]!);
    const user = now.user - before.user, kernel = now.kernel - before.kernel, stall = now.stall - before.stall, halted = now.idle - before.idle;
    const executing = user + kernel + stall;
    if (spinning) return { ...noCycles(), sync: executing, idle: halted };
    if (idle) return { ...noCycles(), idle: executing + halted };
    return { user, kernel, stall, sync: 0, idle: halted };
  }

  private obey(cpu: Cpu, command: Command): void {
    const now = this.current[cpu.number]!, top = present(now);
    switch (command.kind) {
      case "enter":
        if (top.service === command.over) top.service = command.service;
        else now.services.push(frame(command.service));
        break;
      case "is":
        if (command.over === undefined || top.service === command.over) this.rename(now, command.service);
        break;
      case "isIn": this.rename(now, this.names.get(command.table)?.get(cpu.gpr(command.register)) ?? command.table); break;
      case "leaveAfter":
        // The one cycle is counted here and not again.
        top.cycles.kernel++;
        this.seen[cpu.number]!.kernel++;
        this.leave(now);
        break;
      case "leave": this.leave(now); break;
      case "thread": this.change(cpu.number, cpu.gpr(command.register)); break;
      case "begin":
        this.giveUp(now);
        now.services.push(frame(command.service));
        break;
      case "end": now.ending = true; break;
      case "spin": top.spinning = true; break;
      case "spun": top.spinning = false; break;
      case "idle":
        this.rename(now, command.service);
        top.idle = true;
    }
  }

  private rename({ services }: Thread, service: string): void {
    const top = services.at(-1);
    if (top) top.service = service;
    else this.unmatched++;
  }

  private leave({ services }: Thread): void {
    const done = services.pop();
    if (done) tallyOf(this.tallies, done.service).ended(done.cycles);
    else this.unmatched++;
  }

  private change(n: number, identity: bigint): void {
    const old = this.current[n]!;
    if (old.ending) while (old.services.length > 0) this.leave(old);
    old.ending = false;
    const known = this.threads.get(identity) ?? thread(OUTSIDE);
    this.threads.set(identity, known);
    this.current[n] = known;
  }

  /** What a thread of the same identity has left undone. */
  private giveUp({ services }: Thread): void {
    for (const { service, cycles } of services.splice(0)) add(tallyOf(this.tallies, service).unfinished, cycles);
  }
}

function tallyOf(tallies: Map<string, Tally>, service: string): Tally {
  const found = tallies.get(service) ?? new Tally();
  tallies.set(service, found);
  return found;
}

/** As far as a report adds to it. */
function copyOf(tally: Tally): Tally {
  const copy = new Tally();
  Object.assign(copy, tally, { unfinished: { ...tally.unfinished } });
  return copy;
}

const asCounts = ({ user, kernel, monitor, idle }: CpuCycles): Counts => ({
  user: user.busy, kernel: kernel.busy + monitor.busy, sync: 0, idle,
  stall: [user, kernel, monitor].reduce((sum, c) => sum + c.stallLocal + c.stallRemote, 0),
});

/** The same of a CPU as it is now. */
function countersOf(cpu: Cpu): Counts {
  const of = (kind: number): number => cpu.cycles(0, kind) + cpu.cycles(1, kind) + cpu.cycles(2, kind);
  const user = cpu.cycles(0, 0);
  return { user, kernel: of(0) - user, stall: of(1) + of(2), sync: 0, idle: cpu.idleCycles };
}
