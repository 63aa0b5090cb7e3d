import { useState } from "react";
import { ConfirmDialog } from "../parts/ConfirmDialog";
import { Icon } from "../parts/Icon";
import { usePress } from "../pressing";
import type { Block, Element } from "../types";
import { emoji } from "../emoji";

interface Props {
  element: Element;
  block: Block;
  // What the press says was chosen, where one action has several buttons.
  selected?: string;
}

export function ButtonElement({ element, block, selected }: Props) {
  const { busy, press } = usePress(element, block);
  const [asking, setAsking] = useState(false);
  const icon = element.type === "icon_button";
  const look = element.style ? `button button-${element.style}` : "button";
  const common = {
    className: busy ? `${look} button-busy` : look,
    "data-testid": `action-${element.action_id ?? ""}`,
    "aria-label": element.accessibility_label ?? (icon ? element.text?.text : undefined),
  };
  const label = icon ? <Icon name="trash" size={16} /> : emoji(element.text?.text ?? "");

  // A link opens by itself; the bot is told as well, as in Slack.
  if (element.url) {
    return (
      <a
        {...common}
        href={element.url}
        target="_blank"
        rel="noopener noreferrer"
        onClick={() => void press(selected)}
      >
        {label}
      </a>
    );
  }
  // Never disabled: a disabled button would lose the keyboard's focus.
  return (
    <>
      <button
        type="button"
        {...common}
        aria-busy={busy}
        aria-disabled={busy || undefined}
        onClick={() => {
          if (busy) return;
          if (element.confirm) setAsking(true);
          else void press(selected);
        }}
      >
        {label}
      </button>
      {asking && element.confirm && (
        <ConfirmDialog
          confirm={element.confirm}
          onNo={() => setAsking(false)}
          onYes={() => {
            setAsking(false);
            void press(selected);
          }}
        />
      )}
    </>
  );
}
