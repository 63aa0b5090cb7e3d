import { useState } from "react";
import { emoji } from "../emoji";
import { ConfirmDialog } from "../parts/ConfirmDialog";
import { Icon } from "../parts/Icon";
import { Menu } from "../parts/Menu";
import { usePress } from "../pressing";
import type { Block, Element } from "../types";

export function OverflowElement({ element, block }: { element: Element; block: Block }) {
  const { busy, press } = usePress(element, block);
  const [asking, setAsking] = useState<string>();
  const items = (element.options ?? []).map((option) => ({
    key: option.value ?? option.text.text,
    label: emoji(option.text.text),
    detail: option.description?.text,
    run: () => {
      if (option.url) window.open(option.url, "_blank", "noopener,noreferrer");
      if (element.confirm) setAsking(option.value ?? "");
      else void press(option.value);
    },
  }));
  return (
    <>
      <Menu
        label={element.accessibility_label ?? "More options"}
        className={busy ? "button button-icon button-busy" : "button button-icon"}
        testid={`action-${element.action_id ?? ""}`}
        busy={busy}
        items={items}
      >
        <Icon name="more" size={16} />
      </Menu>
      {asking !== undefined && element.confirm && (
        <ConfirmDialog
          confirm={element.confirm}
          onNo={() => setAsking(undefined)}
          onYes={() => {
            setAsking(undefined);
            void press(asking);
          }}
        />
      )}
    </>
  );
}
