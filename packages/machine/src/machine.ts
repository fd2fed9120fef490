import { BOOT } from "@disco-vm/abi";
import { Core, CP0 } from "@disco-vm/mips";
import { EventQueue } from "@disco-vm/numa";
import { FIRST_ARGUMENT, loadBare, REGISTER, type Image } from "./boot.ts";
import { region } from "./budget.ts";
import { DOING, KIND } from "./cpu-state.ts";
import type { Board } from "./devices/board.ts";
import { Bus } from "./devices/bus.ts";
import { Console } from "./devices/console.ts";
import { CpuBlocks } from "./devices/cpu-blocks.ts";
import { Disks } from "./devices/disks.ts";
import { dmaMemory } from "./devices/dma.ts";
import { simpleDevices } from "./devices/simple.ts";
import { InvariantError, MachineError } from "./errors.ts";
import { EVENT } from "./events.ts";
import type { Marker, MachineOptions } from "./options.ts";
import { plan, type Plan } from "./plan.ts";
import { Processors } from "./processors.ts";
import { Ram } from "./ram.ts";
import { Attribution } from "./services/attribution.ts";
import type { Services } from "./services/report.ts";
import { plugMonitor, type Plugged } from "./seam/plug.ts";
import { StateHash } from "./state-hash.ts";
import { addCycles, cpuCycles, exceptionsOf, type Statistics } from "./statistics.ts";
import { CYCLES_PER_SECOND } from "./time.ts";

export interface RunOptions {
  /** Stops when every CPU's clock has reached this cycle. */
  readonly untilCycle?: number;
  /** Stops when every CPU's clock is this many cycles beyond where the machine is. */
  readonly maxCycles?: number;
  /** Stops before a CPU executes the instruction at this virtual address; see `Core.breakpoints`. */
  readonly stopAt?: bigint;
}

export interface RunResult {
  readonly reason: "power-off" | "cycle-limit" | "deadlock" | "stopped";
  /** What software powered off with; undefined otherwise. */
  readonly exitCode: number | undefined;
  /** Cycles since power-on. */
  readonly cycles: number;
  /** In words. */
  readonly message: string;
  /** The CPU that has come to `stopAt`. */
  readonly cpu?: number;
}

type End = Pick<RunResult, "reason" | "exitCode" | "message">;

/** A FLASH-like machine: nodes with a CPU and memory each, devices, time. */
export class Machine {
  readonly markers: Marker[] = [];
  readonly core: Core;
  readonly ram: Ram;
  private readonly plan: Plan;
  private readonly events = new EventQueue();
  private readonly processors: Processors;
  private readonly console: Console;
  private readonly blocks: CpuBlocks;
  private readonly disks: Disks;
  private readonly bus: Bus;
  private readonly plugged: Plugged | undefined;
  private readonly stateHash: StateHash;
  private readonly attribution: Attribution | undefined;
  private deviceTree = 0n;
  private end: End | undefined;
  /** Where CPUs run ahead of each other, the power goes off everywhere at a cycle that does not depend on how far. */
  private off: { readonly at: number; readonly end: End } | undefined;
  /** Where the last run has stopped: while all sleep, no clock tells. */
  private reached = 0;
  /** `stopAt` of the last run. */
  private breakpoint: bigint | undefined;

  constructor(options: MachineOptions, made: Plan = plan(options), core: Core = Core.createSync(made.coreOptions)) {
    this.plan = made;
    this.core = core;
    const { settings, map, memory, layout, side } = made;
    this.ram = new Ram(memory, region(layout, "RAM").base, settings.memory, (host, length) => core.codeChanged(host, length));
    const processors = this.processors = new Processors({ core, settings, side, uncached: made.uncached, tuning: made.tuning, events: this.events, event: () => this.event() });
    made.uncached.connect({ deliver: (cpu, value) => core.cpus[cpu]!.setIoValue(value), homeOf: (physical, cpu) => this.bus.homeOf(physical, cpu) });
    side.connect({
      core,
      wake: (cpu, at, kind) => processors.answered(cpu, at + (processors.noise?.miss() ?? 0), kind),
      moved: (at) => this.post(at, EVENT.dma, 0),
      hotPage: (cpu, address, at) => {
        processors.time = at;
        this.blocks.hotPage(cpu, address);
      },
    });

    const board = this.board();
    this.console = new Console(board, settings.console);
    this.blocks = new CpuBlocks(board);
    const { dma } = side, breakLinks = (address: number): void => this.breakLinks(address);
    this.disks = new Disks(board, dmaMemory(this.ram, map, breakLinks), dma && ((store, address) => dma(store, address, processors.time)), settings.disks);
    this.bus = new Bus([this.console.port, ...simpleDevices(board), ...this.blocks.ports, ...this.disks.ports], this.ram, map, settings.cpus);
    this.stateHash = new StateHash(memory, region(layout, "scratch"), this.ram, core);
    for (const cpu of core.cpus) cpu.setCp0(CP0.status, BigInt(BOOT.bareStatus));
    if (settings.annotations) this.attribution = new Attribution(core, settings.annotations);
    if (settings.monitor) {
      this.plugged = plugMonitor(settings.monitor, {
        settings, map, core, side, ram: this.ram, scheduler: processors.scheduler,
        ordered: processors.ahead !== undefined,
        now: () => processors.time,
        touched: (address, store) => processors.touched(address, store),
        console: settings.console,
        start: (cpu) => processors.start(cpu, processors.time),
        powerOff: (code) => this.powerOff(code),
        deadlock: (message) => this.finish({ reason: "deadlock", exitCode: undefined, message }),
        annotate: (cpu, value) => this.annotate(cpu, value),
        sendInterrupt: (from, to, at) => this.post(at + side.latency.request(from, to), EVENT.monitorInterrupt, to),
        clearInterrupt: (cpu) => this.blocks.monitorInterrupt(cpu, false),
      });
      processors.seam = this.plugged.seam;
    } else if (settings.image) this.boot(settings.image);
  }

  /** Cycles since power-on: how far the CPU that is furthest ahead has come. */
  get cycles(): number {
    return Math.max(this.processors.scheduler.latest, this.processors.time);
  }

  /** Runs until something ends the run. Where a run is cut into slices makes no difference to anything. */
  run(options: RunOptions = {}): RunResult {
    const horizon = Math.min(options.untilCycle ?? Infinity, Math.max(this.cycles, this.reached) + (options.maxCycles ?? Infinity), this.plan.settings.maxCycles);
    this.stopAt(options.stopAt);
    const { processors } = this;
    processors.stopped = undefined;
    while (!this.end) {
      const { off } = this, step = processors.scheduler.step(Math.min(horizon, off?.at ?? Infinity));
      if (off && (step === "nothing" || (step === "horizon" && off.at <= horizon))) this.end = off.end;
      else if (step === "horizon") {
        this.reached = horizon;
        processors.pause(horizon);
        return this.result({ reason: "cycle-limit", exitCode: undefined, message: `every CPU has reached cycle ${horizon}` });
      }
      if (processors.stopped !== undefined) {
        const cpu = processors.stopped;
        processors.pause(this.core.cpus[cpu]!.cycle);
        return { ...this.result({ reason: "stopped", exitCode: undefined, message: `CPU ${cpu} is at 0x${this.core.cpus[cpu]!.pc.toString(16)}` }), cpu };
      }
      if (step === "nothing" && !this.end) this.end = { reason: "deadlock", exitCode: undefined, message: `guest deadlock: no CPU can go on and nothing is to come (${processors.describe()})` };
    }
    processors.pause(this.off?.at ?? Infinity);
    this.checkEnd();
    return this.result(this.end);
  }

  /** Counters since power-on, as plain data. */
  statistics(): Statistics {
    const end = this.cycles, memory = this.plan.side.statistics();
    const cpus = this.core.cpus.map((cpu, n) => {
      const slot = this.plugged?.seam.slots[n];
      return {
        number: n, node: n, instructions: cpu.instructions,
        instructionsByClass: { user: cpu.instructionsOf(0), kernel: cpu.instructionsOf(1), monitor: cpu.instructionsOf(2) },
        monitorInstructions: slot?.instructions ?? 0,
        cycles: cpuCycles(cpu, end, this.processors.rest(n)),
        exceptions: exceptionsOf(cpu),
        monitorEntries: Object.fromEntries([...(slot?.entries ?? [])].sort((a, b) => a[0] - b[0])),
        memory: memory?.cpus[n] ?? null,
      };
    });
    return {
      cycles: end, seconds: end / CYCLES_PER_SECOND, instructions: cpus.reduce((sum, c) => sum + c.instructions, 0), cpus,
      breakdown: addCycles(cpus.map((c) => c.cycles)),
      controllers: memory?.controllers ?? [],
      monitor: this.plan.settings.monitor?.statistics?.() ?? null,
    };
  }

  /** Where every cycle since power-on went, by the services that the `annotations` tell of; undefined without them. */
  services(): Services | undefined {
    const { cycles, cpus } = this.statistics();
    return this.attribution?.report(cycles, cpus.map((cpu) => cpu.cycles));
  }

  /** Bytes of RAM at a machine address, as software sees them. */
  readPhysical(address: number, length: number): Uint8Array {
    const { map } = this.plan, from = map.offset(address), to = length > 0 ? map.offset(address + length - 1) : from;
    if (from < 0 || to - from !== Math.max(0, length - 1))
      throw new MachineError("bad-option", `readPhysical: expected addresses of RAM, got 0x${address.toString(16)} and ${length} bytes; RAM has ${map.ramBytes} bytes`);
    return this.ram.readBytes(from, length);
  }

  /** 32 hexadecimal digits over everything that decides the machine's future. */
  hash(): string {
    const { side, uncached } = this.plan;
    for (const cpu of this.core.cpus) cpu.stall(KIND.busy, cpu.cycle); // brings the clock's cells into one form
    return this.stateHash.of(side.stateRegions(), {
      cpus: this.core.cpus.map((cpu) => this.stateHash.bytes(cpu.stateBytes())),
      scheduler: this.processors.scheduler.state(), uncached: uncached.state(), events: this.events.state(),
      console: this.console.state(), blocks: this.blocks.state(), disks: this.disks.state(), seam: this.plugged?.seam.state() ?? null,
      memory: side.state(), end: this.end?.reason ?? null, ...(this.processors.noise && { noise: this.processors.noise.state() }),
    });
  }

  private boot(image: Uint8Array | Image): void {
    const { settings, map } = this.plan;
    const { entry, deviceTree } = loadBare({ image, cpus: settings.cpus, arguments: settings.arguments, seed: settings.seed, disks: settings.disks.length }, this.ram, map);
    this.deviceTree = deviceTree;
    const first = this.core.cpus[0]!; // there is one at least
    first.setGpr(REGISTER.a0, FIRST_ARGUMENT);
    first.setGpr(REGISTER.a1, deviceTree);
    first.pc = entry;
    this.processors.start(0, 0);
  }

  private board(): Board {
    const { processors } = this, { settings, map, side } = this.plan;
    return {
      cpus: settings.cpus,
      now: () => processors.time,
      nodeOf: (cpu) => cpu,
      interrupt: (cpu, ip, level) => processors.interrupt(cpu, ip, level),
      post: (at, event, value) => this.post(at, EVENT[event], value),
      powerOff: (code) => this.powerOff(code),
      annotate: (cpu, value) => this.annotate(cpu, value),
      clearMisses: (address) => { if (map.offset(address) >= 0) side.clearMissCounts(address); },
      start: (n, entry, argument) => {
        if (processors.scheduler.doing[n] !== DOING.halted) return false;
        const cpu = this.core.cpus[n]!; // the blocks are those of the CPUs
        cpu.setGpr(REGISTER.a0, argument);
        cpu.setGpr(REGISTER.a1, this.deviceTree);
        cpu.pc = entry;
        processors.start(n, processors.time + (processors.noise?.start() ?? 0));
        return true;
      },
    };
  }

  /** The breakpoint of a run; where it stays the same, runs go on from it. */
  private stopAt(address: bigint | undefined): void {
    if (address === this.breakpoint) return;
    const { breakpoints } = this.core;
    if (this.breakpoint !== undefined) breakpoints.delete(this.breakpoint);
    if (address !== undefined) breakpoints.add(address);
    this.breakpoint = address;
  }

  private post(at: number, kind: number, value: number): void {
    this.events.post(at, kind, value, 0, 0);
  }

  private event(): void {
    const { events } = this;
    events.take();
    this.processors.time = events.at;
    switch (events.kind) {
      case EVENT.uncached: return this.reachDevice(events.a);
      case EVENT.intervalTimer: return this.blocks.tick(events.a);
      case EVENT.consolePoll: return this.console.poll();
      case EVENT.disk: return this.disks.done(events.a);
      case EVENT.dma: return this.disks.moved();
      case EVENT.monitorInterrupt: return this.blocks.monitorInterrupt(events.a, true);
      default: throw new InvariantError(`Machine: no event has kind ${events.kind}`);
    }
  }

  /** A CPU's uncached access has arrived: the device acts, and the answer travels back. */
  private reachDevice(n: number): void {
    const { uncached, side, map } = this.plan, stored = uncached.arrive(n, this.bus);
    if (stored !== undefined && map.offset(map.machineAddress(stored, n)) >= 0) this.breakLinks(map.machineAddress(stored, n));
    this.processors.answered(n, this.processors.time + side.latency.reply(n, uncached.latches[n]!.home), uncached.kind(n));
  }

  /** Memory there has been changed past the CPUs. */
  private breakLinks(address: number): void {
    for (const cpu of this.core.cpus) cpu.breakLink(BigInt(address));
  }

  private powerOff(code: number): void {
    this.finish({ reason: "power-off", exitCode: code & 0xff, message: `powered off with code ${code & 0xff}` });
  }

  /** The run ends now, or a little later. */
  private finish(end: End): void {
    if (this.processors.ahead) this.off ??= { at: this.processors.time + this.plan.side.lookahead.cpu, end };
    else {
      this.processors.scheduler.stop();
      this.end ??= end;
    }
  }

  private annotate(cpu: number, value: bigint): void {
    const marker = { cpu, cycle: this.processors.time, value };
    this.markers.push(marker);
    this.plan.settings.onMarker(marker);
  }

  /** At the end of a run the counters tile time and the monitor's structures hold, or it is a bug. */
  private checkEnd(): void {
    this.statistics();
    this.plugged?.audit();
  }

  private result(end: End): RunResult {
    return { ...end, cycles: this.cycles };
  }

}

/** As `new Machine`, compiling its engine in the background: what a browser's main thread insists on. */
export async function createMachine(options: MachineOptions): Promise<Machine> {
  const made = plan(options);
  return new Machine(options, made, await Core.create(made.coreOptions));
}
