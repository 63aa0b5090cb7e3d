import type { Channel, Workspace } from "./types";

export interface Suggestion {
  key: string;
  label: string;
  detail: string;
  // What the text becomes when it is taken.
  text: string;
}

const mention = /(^|\s)@([\p{L}\p{N}._-]*)$/u;

// What could be meant by the text before the caret: a command at the very
// start, or a name after an @.
export function suggestionsFor(
  text: string,
  caret: number,
  workspace: Workspace,
  channel: Channel,
): Suggestion[] {
  const before = text.slice(0, caret);
  const after = text.slice(caret);
  if (/^\/\S*$/.test(before) && after === "") {
    return workspace.commands
      .filter((c) => c.name.startsWith(before) && c.name !== before)
      .map((c) => ({
        key: c.name,
        label: `${c.name} ${c.hint}`.trim(),
        detail: c.description,
        text: `${c.name} `,
      }));
  }
  const match = mention.exec(before);
  if (!match) return [];
  const start = (match[2] ?? "").toLowerCase();
  const head = before.slice(0, before.length - start.length);
  const { bot } = workspace;
  const people = workspace.users.filter((u) => !u.deleted && channel.members.includes(u.id));
  const names = people
    .filter((u) => u.id !== bot.user_id)
    .map((u) => ({ name: u.name, real: u.real_name, detail: u.title }));
  names.unshift({ name: bot.name, real: bot.name, detail: "App" });
  return names
    .filter((n) => n.name.toLowerCase() !== start)
    .filter((n) => [n.name, ...n.real.split(" ")].some((w) => w.toLowerCase().startsWith(start)))
    .slice(0, 8)
    .map((n) => ({
      key: n.name,
      label: n.real,
      detail: n.detail,
      text: `${head}${n.name} ${after}`,
    }));
}

// A text that begins with a slash is a command, as in Slack.
export function commandIn(text: string): { command: string; rest: string } | null {
  const match = /^(\/\S+)\s*([\s\S]*)$/.exec(text);
  return match ? { command: match[1] ?? "", rest: match[2] ?? "" } : null;
}
