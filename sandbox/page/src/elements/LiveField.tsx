import { useId, useState } from "react";
import { ConfirmDialog } from "../parts/ConfirmDialog";
import { usePress } from "../pressing";
import type { Block, Element } from "../types";
import { initialOf } from "./options";
import { ValueField } from "./ValueField";

// A select, a date or a set of choices outside a form: choosing is pressing.
export function LiveField({ element, block }: { element: Element; block: Block }) {
  const { busy, press } = usePress(element, block);
  const [value, setValue] = useState(() => initialOf(element));
  const [asking, setAsking] = useState<string | string[]>();
  const id = useId();

  const choose = (next: string | string[]) => {
    if (next === "" || busy) return;
    if (element.confirm) {
      setAsking(next);
      return;
    }
    setValue(next);
    void press(next);
  };

  return (
    <>
      <ValueField
        element={element}
        id={id}
        testid={`action-${element.action_id ?? ""}`}
        label={element.accessibility_label ?? element.placeholder?.text ?? "Choose"}
        busy={busy}
        value={value}
        onChange={choose}
      />
      {asking !== undefined && element.confirm && (
        <ConfirmDialog
          confirm={element.confirm}
          onNo={() => setAsking(undefined)}
          onYes={() => {
            setAsking(undefined);
            setValue(asking);
            void press(asking);
          }}
        />
      )}
    </>
  );
}
