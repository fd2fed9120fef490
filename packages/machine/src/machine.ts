import { BOOT } from "@disco-vm/abi";
import { Core, CP0, EXIT, type Cpu } from "@disco-vm/mips";
import { EventQueue } from "@disco-vm/numa";
import { FIRST_ARGUMENT, loadBare, REGISTER, type Image } from "./boot.ts";
import { region } from "./budget.ts";
import { DOING, KIND, type Kind } from "./cpu-state.ts";
import type { Board } from "./devices/board.ts";
import { Bus } from "./devices/bus.ts";
import { Console } from "./devices/console.ts";
import { CpuBlocks } from "./devices/cpu-blocks.ts";
import { Disks } from "./devices/disks.ts";
import { dmaMemory } from "./devices/dma.ts";
import { simpleDevices } from "./devices/simple.ts";
import { invariant, InvariantError, MachineError } from "./errors.ts";
import { EVENT } from "./events.ts";
import { Noise } from "./noise.ts";
import type { Marker, MachineOptions } from "./options.ts";
import { plan, type Plan } from "./plan.ts";
import { Ram } from "./ram.ts";
import { Scheduler, type Work } from "./scheduler.ts";
import { Attribution } from "./services/attribution.ts";
import type { Services } from "./services/report.ts";
import { plugMonitor, type Plugged } from "./seam/plug.ts";
import { StateHash } from "./state-hash.ts";
import { addCycles, cpuCycles, exceptionsOf, type Rest, type Statistics } from "./statistics.ts";
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
  private readonly scheduler: Scheduler;
  private readonly console: Console;
  private readonly blocks: CpuBlocks;
  private readonly disks: Disks;
  private readonly bus: Bus;
  private readonly plugged: Plugged | undefined;
  private readonly noise: Noise | undefined;
  private readonly stateHash: StateHash;
  private readonly attribution: Attribution | undefined;
  private deviceTree = 0n;
  /** The time at which devices and handlers act. */
  private time = 0;
  private end: End | undefined;
  /** Where the last run has stopped: while all sleep, no clock tells. */
  private reached = 0;
  /** `stopAt` of the last run. */
  private breakpoint: bigint | undefined;
  /** The CPU that has come to a breakpoint. */
  private stopped: number | undefined;

  constructor(options: MachineOptions, made: Plan = plan(options), core: Core = Core.createSync(made.coreOptions)) {
    this.plan = made;
    this.core = core;
    const { settings, map, memory, layout, side } = made;
    this.ram = new Ram(memory, region(layout, "RAM").base, settings.memory, (host, length) => core.codeChanged(host, length));
    const work: Work = {
      soonest: side.soonest,
      soonestForAll: () => this.events.peekTime(),
      nextEvent: () => Math.min(side.nextTime(), this.events.peekTime()),
      event: (until) => this.event(until),
      advance: (cpu, limit) => this.advance(cpu, limit),
      wake: (cpu) => this.wake(cpu),
    };
    this.noise = settings.noise === undefined ? undefined : new Noise(settings.noise);
    // With caches it is misses that are late; what a stretch is then decides nothing.
    this.scheduler = new Scheduler(settings.cpus, side.lookahead, work, settings.timing ? undefined : this.noise);
    made.uncached.connect({ deliver: (cpu, value) => this.cpu(cpu).setIoValue(value), homeOf: (physical, cpu) => this.bus.homeOf(physical, cpu) });
    side.connect({ core, moved: (at) => this.post(at, EVENT.dma, 0), wake: (cpu, at, kind) => this.answered(cpu, at + (this.noise?.miss() ?? 0), kind) });

    const board = this.board();
    this.console = new Console(board, settings.console);
    this.blocks = new CpuBlocks(board);
    const { dma } = side, breakLinks = (address: number): void => this.breakLinks(address);
    this.disks = new Disks(board, dmaMemory(this.ram, map, breakLinks), dma && ((store, address) => dma(store, address, this.time)), settings.disks);
    this.bus = new Bus([this.console.port, ...simpleDevices(board), ...this.blocks.ports, ...this.disks.ports], this.ram, map, settings.cpus);
    this.stateHash = new StateHash(memory, region(layout, "scratch"), this.ram, core);
    for (const cpu of core.cpus) cpu.setCp0(CP0.status, BigInt(BOOT.bareStatus));
    if (settings.annotations) this.attribution = new Attribution(core, settings.annotations);
    if (settings.monitor) {
      this.plugged = plugMonitor(settings.monitor, {
        settings, map, core, side, ram: this.ram, scheduler: this.scheduler,
        now: () => this.time,
        console: settings.console,
        start: (cpu) => this.release(cpu),
        powerOff: (code) => this.powerOff(code),
        deadlock: (message) => { this.end ??= { reason: "deadlock", exitCode: undefined, message }; },
        annotate: (cpu, value) => this.annotate(cpu, value),
        sendInterrupt: (from, to, at) => this.post(at + side.latency.request(from, to), EVENT.monitorInterrupt, to),
        clearInterrupt: (cpu) => this.blocks.monitorInterrupt(cpu, false),
      });
    } else if (settings.image) this.boot(settings.image);
  }

  /** Cycles since power-on: how far the CPU that is furthest ahead has come. */
  get cycles(): number {
    return Math.max(this.scheduler.latest, this.time);
  }

  /** Runs until something ends the run. Where a run is cut into slices makes no difference to anything. */
  run(options: RunOptions = {}): RunResult {
    const horizon = Math.min(options.untilCycle ?? Infinity, Math.max(this.cycles, this.reached) + (options.maxCycles ?? Infinity), this.plan.settings.maxCycles);
    this.stopAt(options.stopAt);
    this.stopped = undefined;
    while (!this.end) {
      const step = this.scheduler.step(horizon);
      if (step === "horizon") {
        this.reached = horizon;
        return this.result({ reason: "cycle-limit", exitCode: undefined, message: `every CPU has reached cycle ${horizon}` });
      }
      if (this.stopped !== undefined) {
        const cpu = this.stopped;
        return { ...this.result({ reason: "stopped", exitCode: undefined, message: `CPU ${cpu} is at 0x${this.cpu(cpu).pc.toString(16)}` }), cpu };
      }
      if (step === "nothing") this.end ??= this.deadlock();
    }
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
        cycles: cpuCycles(cpu, end, this.rest(n)),
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
      scheduler: this.scheduler.state(), uncached: uncached.state(), events: this.events.state(),
      console: this.console.state(), blocks: this.blocks.state(), disks: this.disks.state(), seam: this.plugged?.seam.state() ?? null,
      memory: side.state(), end: this.end?.reason ?? null, ...(this.noise && { noise: this.noise.state() }),
    });
  }

  private cpu(n: number): Cpu {
    return this.core.cpus[n]!; // numbers come from the scheduler
  }

  private boot(image: Uint8Array | Image): void {
    const { settings, map } = this.plan;
    const { entry, deviceTree } = loadBare({ image, cpus: settings.cpus, arguments: settings.arguments, seed: settings.seed, disks: settings.disks.length }, this.ram, map);
    this.deviceTree = deviceTree;
    const first = this.cpu(0);
    first.setGpr(REGISTER.a0, FIRST_ARGUMENT);
    first.setGpr(REGISTER.a1, deviceTree);
    first.pc = entry;
    this.scheduler.set(0, DOING.running);
  }

  /** Lets a halted CPU run from that cycle on, where its pc is. */
  private release(cpu: number, at = this.time): void {
    invariant(this.scheduler.doing[cpu] === DOING.halted, `Machine: CPU ${cpu} is started twice`);
    this.sleepUntil(cpu, at);
    this.scheduler.set(cpu, DOING.running);
  }

  private board(): Board {
    return {
      cpus: this.plan.settings.cpus,
      now: () => this.time,
      nodeOf: (cpu) => cpu,
      interrupt: (cpu, ip, level) => this.interrupt(cpu, ip, level),
      post: (at, event, value) => this.post(at, EVENT[event], value),
      powerOff: (code) => this.powerOff(code),
      annotate: (cpu, value) => this.annotate(cpu, value),
      start: (n, entry, argument) => {
        if (this.scheduler.doing[n] !== DOING.halted) return false;
        const cpu = this.cpu(n);
        cpu.setGpr(REGISTER.a0, argument);
        cpu.setGpr(REGISTER.a1, this.deviceTree);
        cpu.pc = entry;
        this.release(n, this.time + (this.noise?.start() ?? 0));
        return true;
      },
    };
  }

  private advance(n: number, limit: number): number {
    const clock = this.scheduler.doing[n] === DOING.replaying && this.plugged
      ? this.handle(n, (seam) => seam.advance(n, limit))
      : this.execute(n, limit);
    this.plugged?.seam.checkWaiting(clock);
    return clock;
  }

  /** Runs a CPU's own instructions; returns its clock. */
  private execute(n: number, limit: number): number {
    return this.left(n, this.core.run(n, limit), limit);
  }

  /** A CPU has left its engine; returns its clock. */
  private left(n: number, exit: number, limit: number): number {
    const cpu = this.cpu(n);
    switch (exit) {
      case EXIT.LIMIT: break;
      case EXIT.BLOCKED:
        this.scheduler.set(n, DOING.asking, cpu.cycle);
        break;
      case EXIT.GATE:
        this.time = cpu.cycle;
        return this.handle(n, (seam) => { seam.gate(n, cpu.gateCode); return cpu.cycle; });
      case EXIT.IDLE:
        this.scheduler.set(n, DOING.idle, cpu.timerCycle);
        break;
      case EXIT.BREAKPOINT:
        this.stopped = n;
        this.scheduler.interrupt(n, limit);
        break;
      default: throw new InvariantError(`Machine: CPU ${n} left its engine with ${exit}`);
    }
    return cpu.cycle;
  }

  /** The breakpoint of a run; where it stays the same, runs go on from it. */
  private stopAt(address: bigint | undefined): void {
    if (address === this.breakpoint) return;
    const { breakpoints } = this.core;
    if (this.breakpoint !== undefined) breakpoints.delete(this.breakpoint);
    if (address !== undefined) breakpoints.add(address);
    this.breakpoint = address;
  }

  private handle(n: number, act: (seam: Plugged["seam"]) => number): number {
    invariant(this.plugged, `Machine: CPU ${n} has entered a monitor, and there is none`);
    this.time = this.cpu(n).cycle;
    return act(this.plugged.seam);
  }

  /** The access that the CPU has come to goes out. */
  private ask(n: number): void {
    if (this.plan.uncached.latches[n]!.phase === "asked") return this.sendUncached(n);
    this.scheduler.set(n, DOING.blocked);
    this.plan.side.blocked(n);
  }

  /** The access that has waited executes again, alone; then others may have its line. */
  private resume(n: number): void {
    const { cycle } = this.cpu(n), exit = this.core.run(n, cycle + 1);
    if (exit === EXIT.BREAKPOINT) {
      this.stopped = n;
      return this.scheduler.set(n, DOING.resuming, cycle);
    }
    this.plan.side.release(n);
    this.scheduler.set(n, DOING.running);
    this.scheduler.move(n, this.left(n, exit, cycle + 1));
  }

  private sendUncached(n: number): void {
    const { uncached, side } = this.plan, latch = uncached.latches[n]!;
    latch.phase = "travelling";
    this.scheduler.set(n, DOING.io);
    this.post(this.cpu(n).cycle + side.latency.request(n, latch.home), EVENT.uncached, n);
  }

  private post(at: number, kind: number, value: number): void {
    this.events.post(at, kind, value, 0, 0);
  }

  private event(until: number): void {
    const { events } = this, { side } = this.plan, own = events.peekTime();
    // In a cycle, messages come before what devices do.
    if (side.nextTime() <= own) {
      this.time = side.advance(Math.min(until, own));
      return;
    }
    events.take();
    this.time = events.at;
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
    const { uncached, side, map } = this.plan, latch = uncached.latches[n]!;
    if (latch.store) {
      latch.busError = !this.bus.store(latch.physical, latch.size, latch.value, n);
      const address = map.machineAddress(latch.physical, n);
      if (map.offset(address) >= 0) this.breakLinks(address);
    } else {
      const value = this.bus.load(latch.physical, latch.size, n);
      latch.busError = value === undefined;
      latch.value = value ?? 0n;
    }
    latch.phase = "answered";
    this.answered(n, this.time + side.latency.reply(n, latch.home), uncached.kind(n));
  }

  /** Memory there has been changed past the CPUs. */
  private breakLinks(address: number): void {
    for (const cpu of this.core.cpus) cpu.breakLink(BigInt(address));
  }

  /** What a CPU waited for is there at cycle `at`. */
  private answered(n: number, at: number, kind: Kind): void {
    const cpu = this.cpu(n);
    cpu.stall(kind, Math.max(at, cpu.cycle));
    this.scheduler.move(n, cpu.cycle);
    if (this.plugged?.seam.replaying(n)) this.scheduler.set(n, DOING.replaying);
    else if (this.plan.side.holds(n)) this.scheduler.set(n, DOING.resuming, cpu.cycle);
    else this.scheduler.set(n, DOING.running);
  }

  private interrupt(n: number, ip: number, level: boolean): void {
    const cpu = this.cpu(n);
    cpu.setInterruptLine(ip, level);
    if (!level) return;
    if (this.scheduler.doing[n] === DOING.idle) this.wakeIdle(n, this.time);
    else this.plugged?.seam.interrupted(n, this.time);
  }

  /** The cycle has come that the CPU told the scheduler. */
  private wake(n: number): void {
    const { timerCycle } = this.cpu(n);
    switch (this.scheduler.doing[n]) {
      case DOING.asking: return this.ask(n);
      case DOING.resuming: return this.resume(n);
      case DOING.idle: return this.wakeIdle(n, timerCycle);
      default: this.plugged?.seam.wake(n, timerCycle);
    }
  }

  private wakeIdle(n: number, at: number): void {
    this.sleepUntil(n, at);
    this.scheduler.set(n, DOING.running);
  }

  private sleepUntil(n: number, at: number): void {
    const cpu = this.cpu(n);
    cpu.idle(Math.max(at, cpu.cycle));
    this.scheduler.move(n, cpu.cycle);
  }

  private powerOff(code: number): void {
    this.scheduler.stop();
    this.end ??= { reason: "power-off", exitCode: code & 0xff, message: `powered off with code ${code & 0xff}` };
  }

  private annotate(cpu: number, value: bigint): void {
    const marker = { cpu, cycle: this.time, value };
    this.markers.push(marker);
    this.plan.settings.onMarker(marker);
  }

  private deadlock(): End {
    const names = Object.keys(DOING);
    const what = [...this.scheduler.doing].map((d, n) => `CPU ${n} ${names[d]} at 0x${this.cpu(n).pc.toString(16)}`);
    return { reason: "deadlock", exitCode: undefined, message: `guest deadlock: no CPU can go on and nothing is to come (${what.join(", ")})` };
  }

  /** At the end of a run the counters tile time and the monitor's structures hold, or it is a bug. */
  private checkEnd(): void {
    this.statistics();
    this.plugged?.audit();
  }

  private result(end: End): RunResult {
    return { ...end, cycles: this.cycles };
  }

  /** How the time from a CPU's clock to the present counts. */
  private rest(n: number): Rest {
    const { side, uncached } = this.plan;
    switch (this.scheduler.doing[n]) {
      case DOING.blocked: return { kind: side.waitsFor(n) };
      case DOING.asking: return { kind: uncached.latches[n]!.phase === "asked" ? uncached.kind(n) : side.waitsFor(n) };
      case DOING.io: return { kind: uncached.kind(n) };
      case DOING.locked: return { kind: KIND.busy };
      case DOING.waiting: return this.plugged?.seam.sleeps(n) ? { idle: true } : { kind: KIND.busy };
      // Halted or idle; and at the end of a run what the CPU has not come to.
      default: return { idle: true };
    }
  }
}

/** As `new Machine`, compiling its engine in the background: what a browser's main thread insists on. */
export async function createMachine(options: MachineOptions): Promise<Machine> {
  const made = plan(options);
  return new Machine(options, made, await Core.create(made.coreOptions));
}
