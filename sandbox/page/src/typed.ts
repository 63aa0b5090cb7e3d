import type { Workspace } from "./types";

// What a person would have to type to get this message text: mentions become
// @names again, escapes become the characters they stand for.
export function typedText(text: string, workspace: Workspace): string {
  const names = new Map(workspace.users.map((u) => [u.id, u.name]));
  names.set(workspace.bot.user_id, workspace.bot.name);
  return text
    .replace(/<@([A-Z0-9]+)(?:\|[^>]*)?>/g, (all, id: string) => {
      const name = names.get(id);
      return name ? `@${name}` : all;
    })
    .replace(/<(https?:[^|>]+)(?:\|[^>]*)?>/g, "$1")
    .replaceAll("&lt;", "<")
    .replaceAll("&gt;", ">")
    .replaceAll("&amp;", "&");
}
