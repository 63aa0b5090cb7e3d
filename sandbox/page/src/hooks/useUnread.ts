import { useCallback, useEffect, useRef, useState } from "react";
import { messages } from "../api";
import type { Channel, Message, Workspace } from "../types";

export interface Mark {
  // How many messages the person has not seen.
  count: number;
  // How many of them would have notified the person.
  badge: number;
  // The threads with something new for the person, by their parents.
  threads: string[];
}

export const nothingNew: Mark = { count: 0, badge: 0, threads: [] };

export type Marks = Record<string, Mark>;

export const markKey = (person: string, channel: string) => `${person} ${channel}`;

interface Thread {
  parent: Message;
  replies: Message[];
}

interface Room {
  messages: Message[];
  threads: Thread[];
}

const settle = 80;

// Threads without a new reply since before are taken from there.
async function fetchRoom(as: string, channel: string, before?: Room): Promise<Room> {
  const list = await messages({ as, channel });
  const parents = list.filter((m) => (m.reply_count ?? 0) > 0 && !m.broadcast);
  const threads = await Promise.all(
    parents.map(async (parent) => {
      const old = before?.threads.find((t) => t.parent.ts === parent.ts);
      if (
        old?.parent.latest_reply === parent.latest_reply &&
        old?.parent.reply_count === parent.reply_count
      ) {
        return { parent, replies: old?.replies ?? [] };
      }
      const replies = (await messages({ as, channel }, parent.ts)).slice(1);
      return { parent, replies };
    }),
  );
  return { messages: list, threads };
}

function newest(list: Message[]): string {
  return list.reduce((max, m) => (m.ts > max ? m.ts : max), "");
}

function follows(person: string, thread: Thread): boolean {
  return (
    thread.parent.user === person ||
    (thread.parent.notified ?? []).includes(person) ||
    thread.replies.some((m) => m.user === person)
  );
}

function markOf(room: Room, channel: Channel, person: string, seen: Map<string, string>): Mark {
  const key = markKey(person, channel.id);
  const base = seen.get(key) ?? "";
  const mark: Mark = { count: 0, badge: 0, threads: [] };
  for (const m of room.messages) {
    if (m.ts <= base || m.user === person || m.deleted) continue;
    mark.count++;
    const mentioned = (m.notified ?? []).includes(person);
    if (channel.kind === "im" || mentioned || m.ephemeral) mark.badge++;
  }
  for (const thread of room.threads) {
    const read = seen.get(`${key} ${thread.parent.ts}`) ?? seen.get(`${key} start`) ?? "";
    const following = follows(person, thread);
    for (const m of thread.replies) {
      if (m.ts <= read || m.user === person || m.deleted) continue;
      if (following || (m.notified ?? []).includes(person)) {
        mark.count++;
        mark.badge++;
        if (!mark.threads.includes(thread.parent.ts)) mark.threads.push(thread.parent.ts);
      }
    }
  }
  return mark;
}

// What is on the screen, and so seen by the person who acts.
export interface Viewing {
  person: string;
  channel: string;
  thread: string;
}

// useUnread keeps what each person has not seen yet, in each channel. What was
// there when the page opened counts as seen. refresh takes a channel's id, or
// nothing for all of them.
export function useUnread(workspace: Workspace | undefined, viewing: Viewing) {
  const [marks, setMarks] = useState<Marks>({});
  const rooms = useRef(new Map<string, Room>());
  const seen = useRef(new Map<string, string>());
  const pending = useRef(new Map<string, number>());
  const now = useRef({ workspace, viewing });
  now.current = { workspace, viewing };

  const recount = useCallback(() => {
    const { workspace, viewing } = now.current;
    if (!workspace) return;
    const see = (key: string, ts: string) => {
      if (ts > (seen.current.get(key) ?? "")) seen.current.set(key, ts);
    };
    const key = markKey(viewing.person, viewing.channel);
    const room = rooms.current.get(key);
    if (room && viewing.channel) {
      see(key, newest(room.messages));
      const thread = room.threads.find((t) => t.parent.ts === viewing.thread);
      if (thread) see(`${key} ${thread.parent.ts}`, newest(thread.replies));
    }
    const next: Marks = {};
    for (const channel of workspace.channels) {
      for (const person of channel.members) {
        const of = rooms.current.get(markKey(person, channel.id));
        if (of) next[markKey(person, channel.id)] = markOf(of, channel, person, seen.current);
      }
    }
    setMarks(next);
  }, []);

  const fetchChannel = useCallback(
    async (channel: Channel, opening: boolean) => {
      const bot = now.current.workspace?.bot.user_id;
      const people = channel.members.filter((id) => id !== bot);
      await Promise.all(
        people.map(async (person) => {
          const key = markKey(person, channel.id);
          const room = await fetchRoom(person, channel.id, rooms.current.get(key));
          rooms.current.set(key, room);
          if (!opening) return;
          const replies = room.threads.flatMap((t) => t.replies);
          seen.current.set(key, newest(room.messages));
          seen.current.set(`${key} start`, newest([...room.messages, ...replies]));
        }),
      );
    },
    [],
  );

  const refresh = useCallback(
    (id?: string) => {
      const channels = now.current.workspace?.channels ?? [];
      for (const channel of channels.filter((c) => !id || c.id === id)) {
        window.clearTimeout(pending.current.get(channel.id));
        const timer = window.setTimeout(() => {
          fetchChannel(channel, false).then(recount, () => undefined);
        }, settle);
        pending.current.set(channel.id, timer);
      }
    },
    [fetchChannel, recount],
  );

  // The first look at a workspace sets what counts as seen; channels that
  // appear later start unseen.
  const opened = useRef(false);
  useEffect(() => {
    if (!workspace) return;
    const opening = !opened.current;
    opened.current = true;
    Promise.all(workspace.channels.map((c) => fetchChannel(c, opening))).then(
      recount,
      () => undefined,
    );
  }, [workspace, fetchChannel, recount]);

  useEffect(recount, [viewing.person, viewing.channel, viewing.thread, recount]);

  return { marks, refresh };
}
