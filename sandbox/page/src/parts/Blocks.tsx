import { DataTable } from "./DataTable";
import { Drawn } from "./Drawn";
import { ImageFrame } from "./ImageFrame";
import { InputBlock } from "./InputBlock";
import { useDesk } from "../context";
import { ElementView } from "../elements/ElementView";
import { emoji } from "../emoji";
import { isLocalPicture } from "../pictures";
import type { Block, Element, Text } from "../types";

function words(text: Text | string | undefined): string {
  return typeof text === "string" ? text : (text?.text ?? "");
}

// Besides what can be pressed: the library formats the plain text of a header
// and knows no data tables.
const ownKinds = ["header", "actions", "context_actions", "input", "data_table"];

function isRemoteImage(block: Block): boolean {
  return block.type === "image" && !isLocalPicture(block.image_url ?? block.slack_file?.url ?? "");
}

function drawsItself(block: Block): boolean {
  if (block.type === "section") return block.accessory !== undefined;
  return ownKinds.includes(block.type) || isRemoteImage(block);
}

function pictureOf(block: Block) {
  return { alt: block.alt_text ?? "Picture", title: words(block.title), url: block.title_url };
}

function isFor(element: Element, person: string): boolean {
  return element.visible_to_user_ids?.includes(person) ?? true;
}

function OwnBlock({ block }: { block: Block }) {
  const { actor } = useDesk();
  if (block.type === "input") return <InputBlock block={block} />;
  if (block.type === "section") {
    const { accessory, ...rest } = block;
    return (
      <div className="section-with-accessory">
        <Drawn blocks={[rest]} />
        {accessory && <ElementView element={accessory} block={block} />}
      </div>
    );
  }
  if (block.type === "header") {
    return <h3 className={`block-header level-${block.level ?? 3}`}>{emoji(words(block.text))}</h3>;
  }
  if (block.type === "data_table") return <DataTable block={block} />;
  if (block.type === "image") {
    return <ImageFrame {...pictureOf(block)} />;
  }
  return (
    <div className="actions">
      {(block.elements ?? [])
        .filter((element) => isFor(element, actor.id))
        .map((element, i) => (
          <ElementView key={element.action_id ?? i} element={element} block={block} />
        ))}
    </div>
  );
}

type Piece = { own: Block } | { drawn: Block[] };

// Neighbours that nobody can press are drawn together.
function pieces(blocks: Block[]): Piece[] {
  const out: Piece[] = [];
  for (const block of blocks) {
    const last = out[out.length - 1];
    if (drawsItself(block)) out.push({ own: block });
    else if (last && "drawn" in last) last.drawn.push(block);
    else out.push({ drawn: [block] });
  }
  return out;
}

export function Blocks({ blocks }: { blocks: Block[] }) {
  return (
    <div className="blocks">
      {pieces(blocks).map((piece, i) =>
        "own" in piece ? (
          <OwnBlock key={piece.own.block_id ?? i} block={piece.own} />
        ) : (
          <Drawn key={i} blocks={piece.drawn} />
        ),
      )}
    </div>
  );
}
