// How far the workspace's clock is ahead of this computer's, and the zone of
// the person who acts: the page shows times as that person's Slack would.
let ahead = 0;
let zone: string | undefined;

export function setClock(now: number): void {
  ahead = now - Date.now();
}

export function setZone(name: string): void {
  zone = name || undefined;
}

// What the workspace's clock shows.
export function now(): Date {
  return new Date(Date.now() + ahead);
}

type Parts = Intl.DateTimeFormatOptions;

function written(at: Date, parts: Parts): string {
  return new Intl.DateTimeFormat("en-GB", { ...parts, timeZone: zone }).format(at);
}

const clock: Parts = { hour: "2-digit", minute: "2-digit" };

// A moment as a clock on a wall shows it: "Mon 09:00".
export function onTheWall(at: Date): string {
  return written(at, { weekday: "short", ...clock }).replace(",", "");
}

// A Slack timestamp as a Date; the digits after the point only order messages.
export function dateOf(ts: string): Date {
  return new Date(Number(ts) * 1000);
}

export function timeOf(ts: string): string {
  return written(dateOf(ts), clock);
}

// The day on which a moment falls, as the 24 hours of its date in UTC.
function dayNumber(at: Date): number {
  return Math.floor(asIfUTC(at) / 86_400_000);
}

// What the wall shows at a moment, counted as if the wall hung in UTC.
function asIfUTC(at: Date): number {
  const parts = new Intl.DateTimeFormat("en-GB", {
    timeZone: zone,
    hourCycle: "h23",
    year: "numeric",
    month: "numeric",
    day: "numeric",
    hour: "numeric",
    minute: "numeric",
  }).formatToParts(at);
  const of = (type: string) => Number(parts.find((p) => p.type === type)?.value);
  return Date.UTC(of("year"), of("month") - 1, of("day"), of("hour"), of("minute"));
}

// A moment as a field for a date and a time holds it, and back.
export function inField(at: Date): string {
  return new Date(asIfUTC(at)).toISOString().slice(0, 16);
}

export function fromField(value: string): Date {
  const wall = Date.parse(`${value}Z`);
  // The second look is for a change of the clocks between the first and the moment.
  const near = wall - (asIfUTC(new Date(wall)) - wall);
  return new Date(near + (wall - asIfUTC(new Date(near))));
}

const near = new Map([
  [-1, "yesterday"],
  [0, "today"],
  [1, "tomorrow"],
]);

export function dayOf(ts: string): string {
  const day = near.get(dayNumber(dateOf(ts)) - dayNumber(now()));
  if (day) return day.charAt(0).toUpperCase() + day.slice(1);
  return written(dateOf(ts), { weekday: "long", day: "numeric", month: "long" });
}

const forms: Record<string, Parts> = {
  date_num: { year: "numeric", month: "2-digit", day: "2-digit" },
  date: { day: "numeric", month: "long", year: "numeric" },
  date_short: { day: "numeric", month: "short", year: "numeric" },
  date_long: { weekday: "long", day: "numeric", month: "long", year: "numeric" },
  time: clock,
  time_secs: { ...clock, second: "2-digit" },
};

// A date in a text, by Slack's words for how it is to be written.
export function inText(at: Date, format: string): string {
  return format.replace(/\{(\w+?)(_pretty)?\}/g, (all, name: string, pretty?: string) => {
    const parts = forms[name];
    const day = pretty && near.get(dayNumber(at) - dayNumber(now()));
    return day || (parts ? written(at, parts) : all);
  });
}
