import { BUSY, TX, TX_CELLS } from "../layout.ts";
import type { HomeAction } from "./directory-table.ts";
import type { Engine } from "./engine.ts";
import { FLAG, MESSAGE, VERSION } from "./messages.ts";

/** What the rows of the directory table do. */
export const HOME_ACTIONS: Readonly<Record<HomeAction, (e: Engine) => void>> = {
  sendShared: (e) => e.reply(MESSAGE.DATA_S, e.timing.latency.memory),
  sendExclusive: (e) => e.reply(MESSAGE.DATA_E, e.timing.latency.memory),
  sendModified: (e) => e.reply(MESSAGE.DATA_M, e.timing.latency.memory),
  sendGrant: (e) => e.reply(MESSAGE.GRANT, e.timing.latency.grant),
  sendRefusal: (e) => e.reply(MESSAGE.REFUSAL, e.timing.latency.grant),
  completeWrite: (e) => e.reply(MESSAGE.DATA_M, e.timing.latency.complete),
  completeUpgrade: (e) => e.reply(MESSAGE.GRANT, e.timing.latency.complete),

  addSharer: (e) => { e.sharers[e.homeLine * e.at.words + (e.requester >> 5)]! |= 1 << (e.requester & 31); },
  own: (e) => {
    e.clearSharers(e.homeLine);
    e.sharers[e.homeLine * e.at.words] = e.requester;
  },

  invalidateSharers: (e) => {
    const { homeLine: line, requester } = e, { words } = e.at, { latency, occupancy } = e.timing;
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
    e.clearSharers(line);
    e.sharers[line * words] = (requester << BUSY.requester) | (sent << BUSY.acks);
  },
  forwardGetS: (e) => forward(e, MESSAGE.FWD_GETS),
  forwardGetX: (e) => forward(e, MESSAGE.FWD_GETX),

  countAck: (e) => { e.sharers[e.homeLine * e.at.words]! -= 1 << BUSY.acks; },
  writeMemory: (e) => e.versions?.writeMemory(e.homeLine, Math.floor(e.homeC / VERSION)),
  ackWriteBack: (e) => e.acknowledge(),
  forgetOwner: (e) => { if (!(e.homeC & FLAG)) e.setBusy(BUSY.owner, 0); },
  shareBoth: (e) => {
    const first = e.homeLine * e.at.words, owner = e.busy(BUSY.owner);
    e.clearSharers(e.homeLine);
    e.sharers[first + (e.requester >> 5)]! |= 1 << (e.requester & 31);
    if (owner) e.sharers[first + ((owner - 1) >> 5)]! |= 1 << ((owner - 1) & 31);
  },

  /** First come, first served; a CPU has one request at most, so its own cells are the list. */
  enqueue: (e) => {
    const last = e.busy(BUSY.tail);
    e.tx[e.from * TX_CELLS + TX.kind] = e.message;
    if (last) e.tx[(last - 1) * TX_CELLS + TX.next] = e.from + 1;
    else e.setBusy(BUSY.head, e.from + 1);
    e.setBusy(BUSY.tail, e.from + 1);
  },
  dequeue: (e) => {
    e.finished = true;
    e.head = e.busy(BUSY.head);
    e.tail = e.busy(BUSY.tail);
  },
};

function forward(e: Engine, message: number): void {
  const { latency, occupancy } = e.timing;
  const owner = e.sharers[e.homeLine * e.at.words]!;
  e.clearSharers(e.homeLine);
  e.sharers[e.homeLine * e.at.words] = (e.requester << BUSY.requester) | ((owner + 1) << BUSY.owner);
  e.occupyMore(occupancy.intervene - (message === MESSAGE.FWD_GETS ? occupancy.read : occupancy.write));
  e.send(message, e.homePlace, owner, e.started + latency.intervene, owner, e.homeLine, e.requester);
}
