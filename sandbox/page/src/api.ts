import { setClock } from "./time";
import type { Message, TrafficEntry, View, Workspace } from "./types";

// Refused is the sandbox saying no, in its own words.
export class Refused extends Error {}

type Answer<T> = T & { ok: boolean; error?: string };

// Values of a modal's fields: block id, then action id. Several values of one
// field are a list.
export type Values = Record<string, Record<string, string | string[]>>;

interface Place {
  as: string;
  channel: string;
}

// Where a pressed element sits: in a message, or in an open view.
export type Surface = { channel: string; ts: string } | { view_id: string };

async function call<T>(path: string, init?: RequestInit): Promise<Answer<T>> {
  let reply: Response;
  try {
    reply = await fetch(`/_sandbox/${path}`, init);
  } catch {
    throw new Refused("The sandbox does not answer. Is it still running?");
  }
  try {
    return (await reply.json()) as Answer<T>;
  } catch {
    throw new Refused(`The sandbox answered with something unreadable (HTTP ${reply.status}).`);
  }
}

function mustBeOk<T>(answer: Answer<T>): T {
  if (!answer.ok) {
    throw new Refused(answer.error ?? "The sandbox refused this without saying why.");
  }
  return answer;
}

async function look<T>(path: string, query: Record<string, string> = {}): Promise<T> {
  const search = new URLSearchParams(query).toString();
  return mustBeOk(await call<T>(search ? `${path}?${search}` : path));
}

function post<T>(path: string, body: object): Promise<Answer<T>> {
  return call<T>(path, {
    method: "POST",
    headers: { "Content-Type": "application/json" },
    body: JSON.stringify(body),
  });
}

async function act<T = object>(path: string, body: object): Promise<T> {
  return mustBeOk(await post<T>(path, body));
}

export async function state(): Promise<Workspace> {
  const workspace = await look<Workspace>("state");
  setClock(workspace.clock.now);
  return workspace;
}

export async function messages(place: Place, thread?: string): Promise<Message[]> {
  const query: Record<string, string> = { channel: place.channel, as: place.as };
  if (thread) query.thread = thread;
  return (await look<{ messages: Message[] | null }>("messages", query)).messages ?? [];
}

export async function home(as: string): Promise<View | null> {
  return (await look<{ view: View | null }>("home", { as })).view;
}

export async function views(as: string): Promise<View[]> {
  return (await look<{ views: View[] | null }>("views", { as })).views ?? [];
}

export const traffic = (since: number) =>
  look<{ entries: TrafficEntry[] | null; next: number }>("traffic", { since: String(since) });

export const say = (place: Place & { text: string; thread_ts?: string; broadcast?: boolean }) =>
  act<{ ts: string }>("say", place);

export const edit = (place: Place & { ts: string; text: string }) => act("edit", place);

export const remove = (place: Place & { ts: string }) => act("delete", place);

export const directMessage = (as: string) => act<{ channel: string }>("dm", { as });

// A command that the bot did not acknowledge is an answer to show, not a failure of the call.
export async function command(place: Place & { command: string; text: string }): Promise<string> {
  return (await post("command", place)).error ?? "";
}

export const shortcut = (place: Place & { ts: string; callback_id: string }) =>
  act("shortcut", place);

// The sandbox takes a list as one text with commas.
function joined(value: string | string[]): string {
  return Array.isArray(value) ? value.join(",") : value;
}

function joinedAll(values: Values): Record<string, Record<string, string>> {
  const out: Record<string, Record<string, string>> = {};
  for (const [block, actions] of Object.entries(values)) {
    const texts = Object.entries(actions).map(([action, value]) => [action, joined(value)]);
    out[block] = Object.fromEntries(texts) as Record<string, string>;
  }
  return out;
}

export interface Pressed {
  action_id: string;
  block_id?: string;
  selected?: string | string[];
  // What the fields of the view hold at this moment.
  values?: Values;
}

export function press(as: string, where: Surface, pressed: Pressed) {
  const { selected, values, ...what } = pressed;
  return act("press", {
    as,
    ...where,
    ...what,
    selected: selected === undefined ? undefined : joined(selected),
    values: values && joinedAll(values),
  });
}

// The errors of a submission are keyed by block id; none means it was taken.
export async function submit(
  as: string,
  view_id: string,
  values: Values,
): Promise<Record<string, string>> {
  const body = { as, view_id, values: joinedAll(values) };
  const answer = await post<{ errors?: Record<string, string> }>("submit", body);
  if (answer.errors && Object.keys(answer.errors).length > 0) return answer.errors;
  mustBeOk(answer);
  return {};
}

export const close = (as: string, view_id: string) => act("close", { as, view_id });

// Slack tells the app about both of its tabs.
export const openTab = (as: string, tab: "home" | "messages") => act("home", { as, tab });

export const reload = (as: string) => act("reload", { as });

// Moves the workspace's clock: on by a time such as "15m", or to the next morning.
export const moveClock = (as: string, move: { by: string } | { to: "morning" }) =>
  act("clock", { as, ...move });
