import { createLogUpdate } from "log-update";
import type { Schedule } from "./schedule.ts";
import { left, liveView, percent } from "./view.ts";

/** Tells the user how far things are. */
export interface Display {
  /** Something that stays. */
  say(line: string): void;
  close(): void;
}

const LIVE_EVERY = 100;
const LINE_EVERY = 20_000;

/** Live on a terminal; elsewhere plain lines, now and then one that says how far it is. */
export function display(schedule: Schedule, stream: NodeJS.WriteStream): Display {
  return stream.isTTY ? live(schedule, stream) : lines(schedule, stream);
}

function live(schedule: Schedule, stream: NodeJS.WriteStream): Display {
  const update = createLogUpdate(stream);
  const show = (): void => update(liveView(schedule));
  const timer = setInterval(show, LIVE_EVERY);
  return {
    say(line) {
      update.clear();
      stream.write(`${line}\n`);
      show();
    },
    close() {
      clearInterval(timer);
      update.clear();
      update.done();
    },
  };
}

function lines(schedule: Schedule, stream: NodeJS.WriteStream): Display {
  let last = "";
  const timer = setInterval(() => {
    const now = percent(schedule.part).trim();
    if (now !== last) stream.write(`${now} done${left(schedule)}\n`);
    last = now;
  }, LINE_EVERY);
  return {
    say: (line) => void stream.write(`${line}\n`),
    close: () => clearInterval(timer),
  };
}
