import { DEVICES } from "@disco-vm/abi";
import { nanoseconds } from "../time.ts";
import type { Board } from "./board.ts";
import { port, type Port } from "./port.ts";

/** Power switch, annotation port and clock: devices without state of their own. */
export function simpleDevices(board: Board): Port[] {
  return [
    port(DEVICES.power, 1, {}, { off: (code) => board.powerOff(Number(code & 0xffn)) }),
    port(DEVICES.annotation, 1, {}, { mark: (value, a) => board.annotate(a.cpu, value) }),
    port(DEVICES.rtc, 1, { time: () => nanoseconds(board.now()) }, {}),
  ];
}
