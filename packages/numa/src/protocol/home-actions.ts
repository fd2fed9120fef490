import { drop, f64, i32, select, type Body, type F64, type I32 } from "@disco-vm/wasm";
import { BUSY, TX, WORK } from "../layout.ts";
import type { HomeAction } from "./directory-table.ts";
import type { HomeSide } from "./home-side.ts";
import { FLAG, MESSAGE, VERSION_SHIFT } from "./messages.ts";

/** A transition at hand: who sent the message and on whose behalf, its argument, when its handler starts, and where. */
export interface HomeTransition {
  readonly line: I32;
  readonly from: I32;
  readonly requester: I32;
  readonly message: I32;
  readonly c: I32;
  readonly started: F64;
  readonly place: I32;
}
type Write = (side: HomeSide, f: Body, e: HomeTransition) => void;

const latencyOf = (side: HomeSide) => side.parts.r.profile.timing.latency;
const fromMemory = (side: HomeSide, e: HomeTransition): F64 => f64.add(side.memory(e), latencyOf(side).memory);

const shareOwner: Write = ({ parts: { cells } }, f, { line }) => {
  const owner = f.local("i32", cells.busy(line, BUSY.owner));
  cells.clearSharers(f, line);
  f.if(owner, () => f.add(cells.addSharer(line, f.local("i32", i32.sub(owner, 1)))));
};

/** Asks the owner; `charged` is what the handler has been charged for the request already. */
const forward = (message: number, charged: "read" | "write"): Write => (side, f, e) => {
  const { cells, resources, r } = side.parts, { latency, occupancy } = r.profile.timing, { line, requester, started, place } = e;
  const owner = f.local("i32", cells.owner(line));
  cells.clearSharers(f, line);
  f.add(cells.setBusy(line, BUSY.requester, requester));
  f.add(cells.setBusy(line, BUSY.owner, i32.add(owner, 1)));
  resources.controllerMore(f, place, f64.const(occupancy.intervene - occupancy[charged]));
  side.send(f, e, message, owner, f64.add(started, latency.intervene), requester);
};

/** What the rows of the directory table do: each writes the body of a function. */
export const HOME_ACTIONS: Readonly<Record<HomeAction, Write>> = {
  sendShared: (side, f, e) => side.reply(f, e, MESSAGE.DATA_S, fromMemory(side, e)),
  sendExclusive: (side, f, e) => side.reply(f, e, MESSAGE.DATA_E, fromMemory(side, e)),
  sendModified: (side, f, e) => side.reply(f, e, MESSAGE.DATA_M, fromMemory(side, e)),
  sendGrant: (side, f, e) => side.reply(f, e, MESSAGE.GRANT, latencyOf(side).grant),
  sendRefusal: (side, f, e) => side.reply(f, e, MESSAGE.REFUSAL, latencyOf(side).grant),
  completeWrite: (side, f, e) => side.reply(f, e, MESSAGE.DATA_M, latencyOf(side).complete),
  completeUpgrade: (side, f, e) => side.reply(f, e, MESSAGE.GRANT, latencyOf(side).complete),

  sendOnce: (side, f, e) => side.finish(f, e, fromMemory(side, e)),
  completeOnce: (side, f, e) => side.finish(f, e, latencyOf(side).complete),
  overwrite: (side, f, e) => {
    f.add(drop(side.memory(e)));
    if (side.parts.versions) f.add(side.parts.versions.overwrite.call(e.line));
  },

  addSharer: ({ parts: { cells } }, f, { line, requester }) => f.add(cells.addSharer(line, requester)),
  own: ({ parts: { cells } }, f, { line, requester }) => cells.setOwner(f, line, requester),

  invalidateSharers: (side, f, e) => {
    const { cells, resources, r } = side.parts, { latency, occupancy } = r.profile.timing, { line, requester, message, started, place } = e;
    const sent = f.local("i32", 0), left = f.local("i32"), to = f.local("i32");
    const after = (): F64 => f64.mul(f64.fromI32S(sent), occupancy.perInvalidation);
    // The data of a write miss come out of memory meanwhile.
    f.if(i32.eq(message, MESSAGE.GETX), () => f.add(drop(side.memory(e))));
    // The requester's own copy outlives its request, but not a WRITE_UNIQUE.
    const keepsCopy = i32.leU(message, MESSAGE.UPGRADE);
    for (let w = 0; w < cells.at.words; w++) {
      f.set(left, i32.and(cells.sharers(line, w), i32.xor(select(keepsCopy, cells.bit(requester, w), i32.const(0)), -1)));
      f.block((none) => f.loop((again) => {
        f.brIf(none, i32.eqz(left));
        f.set(to, i32.add(i32.ctz(left), 32 * w));
        side.send(f, e, MESSAGE.INV, to, f64.add(f64.add(started, latency.invalidate), after()), requester);
        f.set(sent, i32.add(sent, 1));
        f.set(left, i32.and(left, i32.sub(left, 1)));
        f.br(again);
      }));
    }
    resources.controllerMore(f, place, after());
    cells.clearSharers(f, line);
    f.add(cells.setBusy(line, BUSY.requester, requester));
    f.add(cells.setBusy(line, BUSY.acks, sent));
  },
  forwardGetS: forward(MESSAGE.FWD_GETS, "read"),
  forwardGetX: forward(MESSAGE.FWD_GETX, "write"),

  countAck: ({ parts: { cells } }, f, { line }) => f.add(cells.setBusy(line, BUSY.acks, i32.sub(cells.busy(line, BUSY.acks), 1))),
  writeMemory: (side, f, e) => {
    const { versions } = side.parts, { line, message, c } = e;
    // A line that was clean is as memory has it.
    f.if(i32.or(i32.ne(message, MESSAGE.PUT), i32.eqz(i32.and(c, FLAG))), () => f.add(drop(side.memory(e))));
    if (versions) f.add(versions.writeMemory.call(line, i32.shrU(c, VERSION_SHIFT)));
  },
  ackWriteBack: (side, f, e) => side.acknowledge(f, e),
  forgetOwner: ({ parts: { cells } }, f, { line, c }) => f.if(i32.eqz(i32.and(c, FLAG)), () => f.add(cells.setBusy(line, BUSY.owner, 0))),
  shareBoth: (side, f, e) => {
    shareOwner(side, f, e);
    f.add(side.parts.cells.addSharer(e.line, e.requester));
  },
  shareOwner,
  pullOwner: forward(MESSAGE.PULL, "read"),
  recallOwner: forward(MESSAGE.RECALL, "write"),

  /** First come, first served; a CPU or device has one request at most, so its own cells are the list. */
  enqueue: ({ parts: { cells } }, f, { line, from, message }) => {
    const last = f.local("i32", i32.sub(cells.busy(line, BUSY.tail), 1)), number = f.local("i32", i32.add(from, 1));
    f.add(cells.setTx(from, TX.kind, message));
    f.if(i32.geS(last, 0), () => f.add(cells.setTx(last, TX.next, number)), () => f.add(cells.setBusy(line, BUSY.head, number)));
    f.add(cells.setBusy(line, BUSY.tail, number));
  },
  dequeue: ({ parts: { cells } }, f, { line }) => {
    f.add(cells.setWork(WORK.finished, 1));
    f.add(cells.setWork(WORK.head, cells.busy(line, BUSY.head)));
    f.add(cells.setWork(WORK.tail, cells.busy(line, BUSY.tail)));
  },
};
