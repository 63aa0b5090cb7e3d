import { emojify } from "node-emoji";

// Shortcodes in what the page draws itself; unknown ones stay text.
export function emoji(text: string): string {
  return emojify(text, { fallback: (name) => `:${name}:` });
}
