import { useCallback, useEffect, useRef, useState } from "react";
import { keepInAddress, placeInAddress, placeOfLink, type Place } from "../place";
import type { Channel, User, Workspace } from "../types";

function people(workspace: Workspace): User[] {
  return workspace.users.filter((u) => !u.is_bot && !u.deleted);
}

function open(workspace: Workspace, person: string): Channel[] {
  const mine = workspace.channels.filter((c) => c.members.includes(person) && !c.archived);
  return mine.filter((c) => c.kind !== "im").concat(mine.filter((c) => c.kind === "im"));
}

// Where the address leads. A permanent link does not say who follows it: it
// is somebody who may read what it leads to.
function startOf(workspace: Workspace): Place & { thread: string } {
  const wanted = placeInAddress();
  const all = people(workspace);
  const first = all.find((u) => u.role === "asker") ?? all[0];
  const person = all.find((u) => u.id === wanted.person) ?? first;
  const link = placeOfLink(location.href);
  if (link) {
    const reads = (u?: User) => !!u && open(workspace, u.id).some((c) => c.id === link.channel);
    const reader = reads(person) ? person : all.find(reads);
    if (reader) return { person: reader.id, ...link };
  }
  const rooms = open(workspace, person?.id ?? "");
  const start = rooms.find((c) => c.id === wanted.channel) ?? rooms[0];
  return { person: person?.id ?? "", channel: start?.id ?? "", thread: "" };
}

// usePlace holds who acts and where. Each person comes back to the channel
// they were last in; somebody new starts where the one before was, if allowed.
// linked is the thread that a permanent link in the address leads to.
export function usePlace(workspace: Workspace) {
  const [{ thread: linked, ...start }] = useState(() => startOf(workspace));
  const [place, setPlace] = useState<Place>(start);
  const last = useRef(new Map<string, string>());

  useEffect(() => {
    last.current.set(place.person, place.channel);
    keepInAddress(place);
  }, [place]);

  const become = useCallback(
    (person: string) =>
      setPlace((old) => {
        const rooms = open(workspace, person);
        const wanted = last.current.get(person) ?? old.channel;
        const channel = rooms.find((c) => c.id === wanted) ?? rooms[0];
        return { person, channel: channel?.id ?? "" };
      }),
    [workspace],
  );

  const goTo = useCallback((channel: string) => setPlace((old) => ({ ...old, channel })), []);

  return { place, linked, become, goTo };
}
