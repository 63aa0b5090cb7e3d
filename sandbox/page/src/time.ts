const clock = new Intl.DateTimeFormat("en-GB", { hour: "2-digit", minute: "2-digit" });
const weekday = new Intl.DateTimeFormat("en-GB", {
  weekday: "long",
  day: "numeric",
  month: "long",
});

const wall = new Intl.DateTimeFormat("en-GB", {
  weekday: "short",
  hour: "2-digit",
  minute: "2-digit",
});

// How far the workspace's clock is ahead of this computer's.
let ahead = 0;

export function setClock(now: number): void {
  ahead = now - Date.now();
}

// What the workspace's clock shows.
export function now(): Date {
  return new Date(Date.now() + ahead);
}

// A moment as a clock on a wall shows it: "Mon 09:00".
export function onTheWall(at: Date): string {
  return wall.format(at).replace(",", "");
}

// A Slack timestamp as a Date; the digits after the point only order messages.
export function dateOf(ts: string): Date {
  return new Date(Number(ts) * 1000);
}

export function timeOf(ts: string): string {
  return clock.format(dateOf(ts));
}

export function dayOf(ts: string): string {
  const day = dateOf(ts);
  const other = now();
  if (day.toDateString() === other.toDateString()) return "Today";
  other.setDate(other.getDate() - 1);
  if (day.toDateString() === other.toDateString()) return "Yesterday";
  return weekday.format(day);
}
