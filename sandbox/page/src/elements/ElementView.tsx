import { ImageFrame } from "../parts/ImageFrame";
import { isLocalPicture } from "../pictures";
import type { Block, Element } from "../types";
import { ButtonElement } from "./ButtonElement";
import { LiveField } from "./LiveField";
import { OverflowElement } from "./OverflowElement";

interface Props {
  element: Element;
  block: Block;
}

// The two thumbs share one action and tell themselves apart by value.
function Feedback({ element, block }: Props) {
  const thumbs = [element.positive_button, element.negative_button];
  return thumbs.map(
    (thumb) =>
      thumb && (
        <ButtonElement
          key={thumb.value}
          element={{ ...thumb, type: "button", action_id: element.action_id }}
          block={block}
          selected={thumb.value}
        />
      ),
  );
}

export function ElementView({ element, block }: Props) {
  switch (element.type) {
    case "button":
    case "workflow_button":
    case "icon_button":
      return <ButtonElement element={element} block={block} />;
    case "feedback_buttons":
      return <Feedback element={element} block={block} />;
    case "overflow":
      return <OverflowElement element={element} block={block} />;
    case "image": {
      const url = element.image_url ?? "";
      const alt = element.alt_text ?? "";
      if (!isLocalPicture(url)) return <ImageFrame alt={alt} />;
      return <img className="thumb" src={url} alt={alt} />;
    }
    default:
      return <LiveField element={element} block={block} />;
  }
}
