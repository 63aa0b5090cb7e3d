import { emoji } from "./emoji";
import { isLocalPicture, withLocalPictures } from "./pictures";
import type { Block, Cell, Element } from "./types";

const picture = /!\[([^\]]*)\]\(([^)\s]*)[^)]*\)/g;

// A picture from elsewhere becomes a link to it.
function markdown(text: string): string {
  return text.replace(picture, (all, alt: string, url: string) =>
    isLocalPicture(url) ? all : `[${alt || "picture"}](${url})`,
  );
}

// The library knows no cells with numbers.
function cell(cell: Cell): Cell {
  return cell.type === "raw_number" ? { type: "raw_text", text: cell.text } : cell;
}

// The library takes what looks like a tag for HTML and drops it. An invisible
// word joiner after the bracket makes it text.
function mrkdwn(text: string): string {
  return text.replace(/&lt;(?=[a-z/!?])/gi, "&lt;\u2060");
}

function withTags<T>(value: T): T {
  if (Array.isArray(value)) return value.map(withTags) as T;
  if (value === null || typeof value !== "object") return value;
  const object = value as Record<string, unknown>;
  if (object.type === "mrkdwn" && typeof object.text === "string") {
    // To Slack verbatim means that bare names and addresses stay text; to the
    // library it means that nothing is formatted at all.
    return { ...object, text: mrkdwn(object.text), verbatim: false } as T;
  }
  const entries = Object.entries(object).map(([key, inner]) => [key, withTags(inner)]);
  return Object.fromEntries(entries) as T;
}

// The library formats plain text too; rich text stays as it is written.
function plainSection(text: string): Block {
  const element = { type: "text", text: emoji(text) };
  const section = { type: "rich_text_section", elements: [element] };
  return { type: "rich_text", elements: [section as unknown as Element] };
}

// A block as slack-blocks-to-jsx can draw it without asking another host. The
// block id goes, because the library makes it an id in the document, where two
// messages would clash.
export function drawable({ block_id: _, ...block }: Block): Block {
  const { text } = block;
  if (block.type === "section" && typeof text === "object" && text.type === "plain_text") {
    if (!block.fields) return plainSection(text.text);
  }
  const local = withTags(withLocalPictures(block));
  if (local.type === "markdown" && typeof local.text === "string") {
    return { ...local, text: markdown(local.text) };
  }
  if (local.rows) return { ...local, rows: local.rows.map((row) => row.map(cell)) };
  return local;
}
