const clock = new Intl.DateTimeFormat("en-GB", { hour: "2-digit", minute: "2-digit" });
const weekday = new Intl.DateTimeFormat("en-GB", {
  weekday: "long",
  day: "numeric",
  month: "long",
});

// A Slack timestamp as a Date; the digits after the point only order messages.
export function dateOf(ts: string): Date {
  return new Date(Number(ts) * 1000);
}

export function timeOf(ts: string): string {
  return clock.format(dateOf(ts));
}

export function dayOf(ts: string): string {
  const day = dateOf(ts);
  const now = new Date();
  if (day.toDateString() === now.toDateString()) return "Today";
  now.setDate(now.getDate() - 1);
  if (day.toDateString() === now.toDateString()) return "Yesterday";
  return weekday.format(day);
}
