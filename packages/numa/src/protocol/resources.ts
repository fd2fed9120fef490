import { f64, i32, type Body, type F64, type F64Like, type Func, type I32, type I32Like, type ModuleBuilder } from "@disco-vm/wasm";
import type { Resolved } from "../config.ts";
import { RESOURCE, RESOURCE_CELLS } from "../layout.ts";
import type { Network } from "../network.ts";
import type { Cells } from "./cells.ts";
import { define } from "./define.ts";

/** Where each kind of resource begins: places' controllers, places' banks, places' buses, links. */
export class ResourceMap {
  readonly banks: number;
  readonly buses: number;
  readonly links: number;
  readonly count: number;

  constructor(readonly r: Resolved, readonly network: Network) {
    const { places } = network, { banks } = r.profile.timing;
    this.banks = places;
    this.buses = this.banks + places * banks;
    this.links = this.buses + places;
    this.count = this.links + network.links.length;
  }
}

/** (resource, time, cycles) -> when its time of so many cycles begins. */
type Occupy = Func<readonly ["i32", "f64", "f64"], "f64">;

/** What messages queue for, first come first served. RESOURCE_CELLS for each: when it is free, and counters. */
export class Resources {
  private readonly first: number;
  private readonly occupyQueued: Occupy;
  private readonly occupyFree: Occupy;
  /** (offset of the resource's cells, cycles) */
  readonly countWait: Func<readonly ["i32", "f64"], "void">;

  constructor(b: ModuleBuilder, cells: Cells, readonly map: ResourceMap) {
    this.first = cells.base + cells.at.resources;
    this.countWait = define(b, "numaCountWait", ["i32", "f64"], "void", (f, at, cycles) => {
      this.count(f, at, RESOURCE.waited, cycles);
      f.if(f64.gt(cycles, this.cell(at, RESOURCE.longestWait)), () => f.add(f64.store(at, cycles, this.first + 8 * RESOURCE.longestWait)));
    });
    const occupy = (name: string, queues: boolean): Occupy => define(b, name, ["i32", "f64", "f64"], "f64", (f, resource, time, cycles) => {
      f.if(f64.eq(cycles, 0), () => f.return(time));
      const at = f.local("i32", this.offset(resource)), start = f.local("f64", time);
      if (queues) {
        f.if(f64.gt(this.cell(at, RESOURCE.free), time), () => {
          f.set(start, this.cell(at, RESOURCE.free));
          f.add(this.countWait.call(at, f64.sub(start, time)));
        });
        f.add(this.setFree(at, f64.add(start, cycles)));
      }
      this.count(f, at, RESOURCE.messages, 1);
      this.count(f, at, RESOURCE.busy, cycles);
      f.return(start);
    });
    this.occupyQueued = occupy("numaOccupy", true);
    this.occupyFree = occupy("numaOccupyFree", false);
  }

  offset(resource: I32): I32 { return i32.mul(resource, 8 * RESOURCE_CELLS); }
  private cell(at: I32, cell: number): F64 { return f64.load(at, this.first + 8 * cell); }
  private count(f: Body, at: I32, cell: number, by: F64Like): void { f.add(f64.store(at, f64.add(this.cell(at, cell), by), this.first + 8 * cell)); }
  free(at: I32): F64 { return this.cell(at, RESOURCE.free); }
  setFree(at: I32, time: F64) { return f64.store(at, time, this.first + 8 * RESOURCE.free); }

  /** A handler at that place; when it starts. */
  controller(place: I32, time: F64, cycles: F64Like): F64 { return this.occupy(this.map.r.contention.controllers, place, time, cycles); }
  /** The handler that has just started there takes longer than its message alone tells. */
  controllerMore(f: Body, place: I32, cycles: F64): void {
    const at = f.local("i32", this.offset(place)), more = f.local("f64", cycles);
    if (this.map.r.contention.controllers) this.count(f, at, RESOURCE.free, more);
    this.count(f, at, RESOURCE.busy, more);
  }
  /** The line's bank, for a read or a write. */
  bank(place: I32, line: I32, time: F64): F64 {
    const { map } = this, { timing } = map.r.profile, bank = timing.banks === 1 ? place : i32.add(i32.mul(place, timing.banks), i32.remU(line, timing.banks));
    return this.occupy(map.r.contention.memories, i32.add(bank, map.banks), time, timing.occupancy.memory);
  }
  /** The bus between that node's processors and its controller, for a line. */
  bus(place: I32, time: F64): F64 {
    const { map } = this;
    return this.occupy(map.r.contention.buses, i32.add(place, map.buses), time, map.r.profile.timing.occupancy.bus);
  }
  private occupy(queues: boolean, resource: I32Like, time: F64, cycles: F64Like): F64 {
    return cycles === 0 ? time : (queues ? this.occupyQueued : this.occupyFree).call(resource, time, cycles);
  }
}
