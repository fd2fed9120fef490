import { BUSY, TX, TX_CELLS } from "../layout.ts";
import type { HomeAction } from "./directory-table.ts";
import type { HomeSide } from "./home-side.ts";
import { FLAG, MESSAGE, VERSION } from "./messages.ts";

/** What the rows of the directory table do. */
export const HOME_ACTIONS: Readonly<Record<HomeAction, (e: HomeSide) => void>> = {
  sendShared: (e) => e.reply(MESSAGE.DATA_S, e.memory() + e.timing.latency.memory),
  sendExclusive: (e) => e.reply(MESSAGE.DATA_E, e.memory() + e.timing.latency.memory),
  sendModified: (e) => e.reply(MESSAGE.DATA_M, e.memory() + e.timing.latency.memory),
  sendGrant: (e) => e.reply(MESSAGE.GRANT, e.timing.latency.grant),
  sendRefusal: (e) => e.reply(MESSAGE.REFUSAL, e.timing.latency.grant),
  completeWrite: (e) => e.reply(MESSAGE.DATA_M, e.timing.latency.complete),
  completeUpgrade: (e) => e.reply(MESSAGE.GRANT, e.timing.latency.complete),

  sendOnce: (e) => e.finish(e.memory() + e.timing.latency.memory),
  completeOnce: (e) => e.finish(e.timing.latency.complete),
  overwrite: (e) => {
    e.memory();
    e.versions?.overwrite(e.line);
  },

  addSharer: (e) => e.store.addSharer(e.line, e.requester),
  own: (e) => e.store.setOwner(e.line, e.requester),

  invalidateSharers: (e) => {
    const { line, requester, store } = e, { words } = store.at, { latency, occupancy } = e.timing;
    let sent = 0;
    // The data of a write miss come out of memory meanwhile.
    if (e.message === MESSAGE.GETX) e.memory();
    for (let w = 0; w < words; w++) {
      let left = store.sharers[line * words + w]!;
      if (e.keepsCopy && w === requester >> 5) left &= ~(1 << (requester & 31));
      for (; left; left &= left - 1)
        e.send(MESSAGE.INV, w * 32 + 31 - Math.clz32(left & -left), e.started + latency.invalidate + sent++ * occupancy.perInvalidation, requester);
    }
    e.transport.controllerMore(e.place, sent * occupancy.perInvalidation);
    store.clearSharers(line);
    store.setBusy(line, BUSY.requester, requester);
    store.setBusy(line, BUSY.acks, sent);
  },
  forwardGetS: (e) => forward(e, MESSAGE.FWD_GETS, e.timing.occupancy.read),
  forwardGetX: (e) => forward(e, MESSAGE.FWD_GETX, e.timing.occupancy.write),

  countAck: (e) => e.store.setBusy(e.line, BUSY.acks, e.store.busy(e.line, BUSY.acks) - 1),
  writeMemory: (e) => {
    // A line that was clean is as memory has it.
    if (e.message !== MESSAGE.PUT || !(e.c & FLAG)) e.memory();
    e.versions?.writeMemory(e.line, Math.floor(e.c / VERSION));
  },
  ackWriteBack: (e) => e.acknowledge(),
  forgetOwner: (e) => { if (!(e.c & FLAG)) e.store.setBusy(e.line, BUSY.owner, 0); },
  shareBoth: (e) => {
    shareOwner(e);
    e.store.addSharer(e.line, e.requester);
  },
  shareOwner,
  pullOwner: (e) => forward(e, MESSAGE.PULL, e.timing.occupancy.read),
  recallOwner: (e) => forward(e, MESSAGE.RECALL, e.timing.occupancy.write),

  /** First come, first served; a CPU or device has one request at most, so its own cells are the list. */
  enqueue: (e) => {
    const { tx } = e.store, last = e.store.busy(e.line, BUSY.tail);
    tx[e.from * TX_CELLS + TX.kind] = e.message;
    if (last) tx[(last - 1) * TX_CELLS + TX.next] = e.from + 1;
    else e.store.setBusy(e.line, BUSY.head, e.from + 1);
    e.store.setBusy(e.line, BUSY.tail, e.from + 1);
  },
  dequeue: (e) => {
    e.finished = true;
    e.head = e.store.busy(e.line, BUSY.head);
    e.tail = e.store.busy(e.line, BUSY.tail);
  },
};

/** Asks the owner; `charged` is what the handler has been charged for the request already. */
function forward(e: HomeSide, message: number, charged: number): void {
  const { latency, occupancy } = e.timing, { line, requester, store } = e, owner = store.owner(line);
  store.clearSharers(line);
  store.setBusy(line, BUSY.requester, requester);
  store.setBusy(line, BUSY.owner, owner + 1);
  e.transport.controllerMore(e.place, occupancy.intervene - charged);
  e.send(message, owner, e.started + latency.intervene, requester);
}

function shareOwner(e: HomeSide): void {
  const owner = e.store.busy(e.line, BUSY.owner);
  e.store.clearSharers(e.line);
  if (owner) e.store.addSharer(e.line, owner - 1);
}
