// Where one is in the workspace, kept in the address so that a reload or a
// link comes back to it: #PERSON/CHANNEL. A permanent link has ?channel and ?ts.
export interface Place {
  person: string;
  channel: string;
}

export function placeInAddress(): Place {
  const [person = "", channel = ""] = location.hash.slice(1).split("/");
  return { person, channel };
}

// The message that a permanent link of this workspace leads to; null for any
// other link.
export function placeOfLink(href: string): { channel: string; thread: string } | null {
  if (!href.startsWith(`${location.origin}/`)) return null;
  const { searchParams: has } = new URL(href);
  const channel = has.get("channel");
  return channel ? { channel, thread: has.get("thread_ts") ?? has.get("ts") ?? "" } : null;
}

// Keeps a place in the address, and nothing of a link that led to it.
export function keepInAddress({ person, channel }: Place) {
  history.replaceState(null, "", `${location.pathname}#${person}/${channel}`);
}
