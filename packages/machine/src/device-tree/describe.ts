import { BOOT, DEVICES, INTERRUPTS, type Device } from "@disco-vm/abi";
import { MachineError } from "../errors.ts";
import { CYCLES_PER_COUNT, CYCLES_PER_SECOND } from "../time.ts";
import type { TreeNode } from "./blob.ts";

export interface TreeDescription {
  readonly model: string;
  readonly cpus: number;
  /** Node of each CPU. */
  readonly nodeOf: (cpu: number) => number;
  /** Ranges of memory, node by node. */
  readonly memory: readonly (readonly { readonly base: number; readonly bytes: number }[])[];
  readonly arguments: string;
  /** For software that wants something random. */
  readonly seed: number;
  readonly disks?: number;
  /** Bare metal has devices; a guest of a monitor has monitor calls. */
  readonly devices: boolean;
}

/** Phandle of the CPUs' own interrupt controller, the parent of every device. */
const INTERRUPT_CONTROLLER = 1;

/** The tree that software finds at its start: /chosen, /cpus, /memory and the devices with their published names. */
export function describe(d: TreeDescription): TreeNode {
  const bootArguments = new TextEncoder().encode(d.arguments).length + 1;
  if (bootArguments > BOOT.maxArgumentBytes)
    throw new MachineError("bad-option", `arguments: expected at most ${BOOT.maxArgumentBytes - 1} bytes, got ${bootArguments - 1}; shorten them`);
  return {
    properties: {
      model: d.model,
      compatible: d.devices ? ["disco,machine"] : ["disco,virtual-machine"],
      "#address-cells": [2],
      "#size-cells": [2],
      ...(d.devices ? { "interrupt-parent": [INTERRUPT_CONTROLLER] } : {}),
    },
    children: {
      chosen: { properties: { bootargs: d.arguments, "disco,seed": cells(d.seed), ...(d.devices ? { "stdout-path": path("serial", DEVICES.console.base) } : {}) } },
      cpus: cpus(d),
      ...Object.fromEntries(d.memory.map((ranges, node) => [unit("memory", ranges[0]?.base ?? 0), {
        properties: {
          device_type: "memory",
          reg: ranges.flatMap((r) => [...cells(r.base), ...cells(r.bytes)]),
          "numa-node-id": [node],
        },
      }])),
      ...(d.devices ? devices(d.cpus, d.disks ?? 0) : {}),
    },
  };
}

function cpus(d: TreeDescription): TreeNode {
  const each = Array.from({ length: d.cpus }, (_, n) => [`cpu@${n.toString(16)}`, {
    properties: {
      device_type: "cpu",
      compatible: ["mips,r10000"],
      reg: [n],
      "clock-frequency": [CYCLES_PER_SECOND],
      "timebase-frequency": [CYCLES_PER_SECOND / CYCLES_PER_COUNT],
      status: n === 0 ? "okay" : "disabled",
      ...(n === 0 ? {} : { "enable-method": d.devices ? "disco,start" : "disco,monitor-call" }),
      "numa-node-id": [d.nodeOf(n)],
    },
  }] as const);
  return { properties: { "#address-cells": [1], "#size-cells": [0] }, children: Object.fromEntries(each) };
}

function devices(count: number, disks: number): Record<string, TreeNode> {
  const reg = (d: Device, bytes = d.bytes): number[] => [...cells(d.base), ...cells(bytes)];
  const plain = (d: Device): TreeNode => ({ properties: { compatible: d.compatible, reg: reg(d) } });
  return {
    "interrupt-controller": {
      properties: {
        compatible: "mti,cpu-interrupt-controller",
        "interrupt-controller": true,
        "#interrupt-cells": [1],
        "#address-cells": [0],
        phandle: [INTERRUPT_CONTROLLER],
      },
    },
    [unit("serial", DEVICES.console.base)]: {
      properties: {
        compatible: DEVICES.console.compatible,
        reg: reg(DEVICES.console, 8),
        "reg-shift": [0],
        "reg-io-width": [1],
        "clock-frequency": [1_843_200],
        "current-speed": [115_200],
        interrupts: [INTERRUPTS.console.ip],
      },
    },
    [unit("power", DEVICES.power.base)]: plain(DEVICES.power),
    [unit("annotation", DEVICES.annotation.base)]: plain(DEVICES.annotation),
    [unit("rtc", DEVICES.rtc.base)]: plain(DEVICES.rtc),
    [unit("cpus", DEVICES.cpus.base)]: {
      properties: {
        compatible: DEVICES.cpus.compatible,
        reg: reg(DEVICES.cpus, count * DEVICES.cpus.stride),
        "disco,stride": [DEVICES.cpus.stride],
        interrupts: [INTERRUPTS.ipi.ip, INTERRUPTS.timer.ip],
        "interrupt-names": ["ipi", "timer"],
      },
    },
    [unit("cpu-self", DEVICES.self.base)]: plain(DEVICES.self),
    ...Object.fromEntries(Array.from({ length: disks }, (_, n) => {
      const base = DEVICES.disks.base + n * DEVICES.disks.stride;
      return [unit("virtio_block", base), {
        properties: { compatible: DEVICES.disks.compatible, reg: [...cells(base), ...cells(DEVICES.disks.stride)], interrupts: [INTERRUPTS.io.ip] },
      }];
    })),
  };
}

const unit = (name: string, base: number): string => `${name}@${base.toString(16)}`;
const path = (name: string, base: number): string => `/${unit(name, base)}`;
const cells = (n: number): [number, number] => [Math.floor(n / 2 ** 32), n % 2 ** 32];
