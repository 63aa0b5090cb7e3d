import { useState } from "react";
import { useDesk } from "../context";
import { Icon } from "./Icon";

const key = "sandbox-hint-dismissed";

// What to do first, for somebody who has just opened the page. Experts and
// managers wait for others to begin.
export function Hint({ onTry }: { onTry: (text: string) => void }) {
  const { workspace, actor } = useDesk();
  const [gone, setGone] = useState(() => sessionStorage.getItem(key) !== null);
  const command = workspace.commands[0]?.name;
  if (gone || !command || (actor.role !== "asker" && actor.role !== "")) return null;
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
        onClick={() => {
          sessionStorage.setItem(key, "yes");
          setGone(true);
        }}
      >
        <Icon name="close" size={16} />
      </button>
    </div>
  );
}
