import type { Schedule } from "./schedule.ts";

const BAR = 24;

/** `1 h 5 min`, `40 s`. */
export function duration(seconds: number): string {
  const s = Math.max(0, Math.round(seconds));
  if (s < 60) return `${s} s`;
  return s < 3600 ? `${Math.floor(s / 60)} min ${s % 60} s` : `${Math.floor(s / 3600)} h ${Math.floor((s % 3600) / 60)} min`;
}

export const left = (schedule: Schedule): string =>
  schedule.remaining === undefined || schedule.finished === schedule.tasks.length ? "" : `, about ${duration(schedule.remaining)} left`;

/** What a terminal shows below the finished runs. */
export function liveView(schedule: Schedule): string {
  const running = schedule.tasks.filter((t) => t.state === "running");
  return [
    `${bar(schedule.part)} ${percent(schedule.part)} ${schedule.finished} of ${schedule.tasks.length} runs${left(schedule)}`,
    ...running.map((t) => `${bar(t.done)} ${percent(t.done)} ${t.name}`),
  ].join("\n");
}

const bar = (part: number): string => "█".repeat(Math.round(part * BAR)).padEnd(BAR, "░");
export const percent = (part: number): string => `${Math.floor(100 * part)}%`.padStart(4);
