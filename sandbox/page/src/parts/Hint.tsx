import { useState } from "react";
import { useDesk } from "../context";
import { Icon } from "./Icon";

// What to do first, for somebody who has just opened the page.
export function Hint({ onTry }: { onTry: (text: string) => void }) {
  const { workspace } = useDesk();
  const [gone, setGone] = useState(false);
  const command = workspace.commands[0]?.name;
  if (gone || !command) return null;
  const example = `${command} refund without receipt`;
  return (
    <div className="hint" data-testid="hint">
      <span>
        Type{" "}
        <button
          type="button"
          className="hint-example"
          title="Put it in the box"
          onClick={() => onTry(example)}
        >
          {example}
        </button>{" "}
        and press Enter.
      </span>
      <button
        type="button"
        className="icon-button"
        aria-label="Dismiss the hint"
        onClick={() => setGone(true)}
      >
        <Icon name="close" size={16} />
      </button>
    </div>
  );
}
