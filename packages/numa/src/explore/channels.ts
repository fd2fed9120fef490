import type { Network } from "../network.ts";
import { FIRST_FOR_CPU, FLAG, MESSAGE, REQUESTER } from "../protocol/messages.ts";

/**
 * In which lane a message travels: messages of one lane stay in order, and there is no order between lanes. A processor
 * to its own controller is a lane, and each place to each other.
 */
export function laneOf(network: Network, node: (agent: number) => number, message: number, a: number, line: number, c: number): string {
  const home = network.home(line), place = node(a);
  const request = message <= MESSAGE.PUT;
  if (message === MESSAGE.FORWARD || (request && home === place)) return `cpu ${a}`;
  if (message < FIRST_FOR_CPU) return `${place} ${home}`;
  const data = message === MESSAGE.DATA_S || message === MESSAGE.DATA_E || message === MESSAGE.DATA_M;
  return data && c & FLAG ? `${node(c & REQUESTER)} ${place}` : `${home} ${place}`;
}
