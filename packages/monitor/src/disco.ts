/** Disco, as a monitor that a machine can be given. */
import type { Monitor, MonitorCpu, MonitorHost, Wait } from "@disco-vm/machine";
import { auditEntry, Auditor } from "./audit/audit.ts";
import { boot } from "./boot.ts";
import { Entry } from "./entry.ts";
import { readGuestPages } from "./calls/guest-memory.ts";
import { DiscoError, invariant } from "./errors.ts";
import { handle } from "./handle.ts";
import { PAGE } from "./layout.ts";
import { settingsOf, type DiscoOptions, type Settings } from "./options.ts";
import type { DiscoStatistics } from "./statistics.ts";
import type { System } from "./system.ts";

export class Disco implements Monitor {
  readonly name = "disco";
  private readonly settings: Settings;
  private running: System | null = null;
  private auditor: Auditor | null = null;

  constructor(options: DiscoOptions) {
    this.settings = settingsOf(options);
  }

  /** What was booted; its layout is for tools and tests. */
  get system(): System {
    invariant(this.running, () => "not booted yet");
    return this.running;
  }

  boot(host: MonitorHost): void {
    this.running = boot(host, this.settings);
    this.auditor = this.settings.audit ? new Auditor(this.running) : null;
  }

  gate(cpu: MonitorCpu, code: number): Wait | void {
    const e = new Entry(this.system, cpu);
    handle(e, code);
    if (this.auditor) auditEntry(this.auditor, e);
    if (e.wait) return e.wait;
  }

  /**
   * Guest-physical memory as it is now, for whoever checks a guest's results: nothing of it takes time. Pages that were
   * never touched are zeros.
   */
  readGuest(vm: number, guestPhysical: number, length: number): Uint8Array {
    const { host, plan } = this.system, machine = plan.vms[vm], bytes = machine ? machine.pages * PAGE : 0;
    if (!machine || !Number.isInteger(guestPhysical) || !Number.isInteger(length) || guestPhysical < 0 || length < 0 || guestPhysical + length > bytes)
      throw new DiscoError("options", `Disco.readGuest: expected a range of virtual machine ${vm}, which has ${bytes} bytes, got ${length} at ${guestPhysical}; vms are numbered from 0`);
    return readGuestPages((at) => host.memory.read64(at), (at, n) => host.memory.readBytes(at, n), machine, guestPhysical, length);
  }

  /** Counters by virtual machine, charges by cost, TLB refills; see README. */
  statistics(): DiscoStatistics | null {
    if (!this.running) return null;
    const refills = this.running.host.cpus.reduce((n, cpu) => n + cpu.refills, 0);
    return this.running.statistics.report(refills);
  }

  /** What is not in simulated memory: the policies' states. */
  state(): unknown {
    return this.running && structuredClone({ scheduler: this.running.schedulerState, placement: this.running.placementState });
  }

  audit(): readonly string[] {
    return this.running ? (this.auditor ?? new Auditor(this.running)).sweep() : [];
  }
}
