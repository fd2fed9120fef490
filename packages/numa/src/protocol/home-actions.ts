import { TX, TX_CELLS } from "../layout.ts";
import type { HomeAction } from "./directory-table.ts";
import type { Engine } from "./engine.ts";
import { FLAG, MESSAGE, VERSION } from "./messages.ts";

/** What the rows of the directory table do. */
export const HOME_ACTIONS: Readonly<Record<HomeAction, (e: Engine) => void>> = {
  sendShared: (e) => e.reply(MESSAGE.DATA_S, e.r.profile.timing.latency.memory),
  sendExclusive: (e) => e.reply(MESSAGE.DATA_E, e.r.profile.timing.latency.memory),
  sendModified: (e) => e.reply(MESSAGE.DATA_M, e.r.profile.timing.latency.memory),
  sendGrant: (e) => e.reply(MESSAGE.GRANT, e.r.profile.timing.latency.grant),
  completeWrite: (e) => e.reply(MESSAGE.DATA_M, e.r.profile.timing.latency.complete),
  completeUpgrade: (e) => e.reply(MESSAGE.GRANT, e.r.profile.timing.latency.complete),

  addSharer: (e) => { e.sharers[e.homeLine * e.at.words + (e.requester >> 5)]! |= 1 << (e.requester & 31); },
  own: (e) => {
    e.clearSharers(e.homeLine);
    e.sharers[e.homeLine * e.at.words] = e.requester;
  },
  disown: (e) => e.clearSharers(e.homeLine),

  invalidateSharers: (e) => {
    const { homeLine: line, requester } = e, { words } = e.at, { latency, occupancy } = e.r.profile.timing;
    let sent = 0;
    for (let w = 0; w < words; w++) {
      let left = e.sharers[line * words + w]!;
      if (w === requester >> 5) left &= ~(1 << (requester & 31));
      for (; left; left &= left - 1) {
        const to = w * 32 + 31 - Math.clz32(left & -left);
        e.send(MESSAGE.INV, e.homePlace, to, e.started + latency.invalidate + sent++ * occupancy.perInvalidation, to, line, requester);
      }
    }
    e.occupyMore(sent * occupancy.perInvalidation);
    e.tx[requester * TX_CELLS + TX.acks] = sent;
    busy(e);
  },
  forwardGetS: (e) => forward(e, MESSAGE.FWD_GETS),
  forwardGetX: (e) => forward(e, MESSAGE.FWD_GETX),

  countAck: (e) => { e.tx[e.requester * TX_CELLS + TX.acks]!--; },
  writeMemory: (e) => e.versions?.writeMemory(e.homeLine, Math.floor(e.homeC / VERSION)),
  ackWriteBack: (e) => e.send(MESSAGE.WB_ACK, e.homePlace, e.from, e.started + e.r.profile.timing.latency.writeBack, e.from, e.homeLine, e.from),
  noteSharer: (e) => { e.tx[e.requester * TX_CELLS + TX.ownerKeeps] = e.homeC & FLAG ? 1 : 0; },
  shareBoth: (e) => {
    const tx = e.requester * TX_CELLS, first = e.homeLine * e.at.words, owner = e.tx[tx + TX.owner]!;
    e.clearSharers(e.homeLine);
    e.sharers[first + (e.requester >> 5)]! |= 1 << (e.requester & 31);
    if (e.tx[tx + TX.ownerKeeps]) e.sharers[first + (owner >> 5)]! |= 1 << (owner & 31);
  },

  /** First come, first served; a CPU has one request at most, so its own cells are the list. */
  enqueue: (e) => {
    const busy = e.sharers[e.homeLine * e.at.words]! * TX_CELLS, own = e.from * TX_CELLS, last = e.tx[busy + TX.tail]!;
    e.tx[own + TX.kind] = e.message;
    if (last) e.tx[(last - 1) * TX_CELLS + TX.next] = e.from + 1;
    else e.tx[busy + TX.head] = e.from + 1;
    e.tx[busy + TX.tail] = e.from + 1;
  },
  dequeue: (e) => { e.finished = true; },
};

/** From here the entry names the requester, whose cells hold the rest. */
function busy(e: Engine): void {
  e.clearSharers(e.homeLine);
  e.sharers[e.homeLine * e.at.words] = e.requester;
}

function forward(e: Engine, message: number): void {
  const { latency, occupancy } = e.r.profile.timing;
  const owner = e.sharers[e.homeLine * e.at.words]!;
  e.tx[e.requester * TX_CELLS + TX.owner] = owner;
  busy(e);
  e.occupyMore(occupancy.intervene - (message === MESSAGE.FWD_GETS ? occupancy.read : occupancy.write));
  e.send(message, e.homePlace, owner, e.started + latency.intervene, owner, e.homeLine, e.requester);
}
