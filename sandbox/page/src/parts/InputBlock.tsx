import { useId } from "react";
import { initialOf } from "../elements/options";
import { ValueField } from "../elements/ValueField";
import { useForm } from "../form";
import { usePress } from "../pressing";
import type { Block } from "../types";

export function InputBlock({ block }: { block: Block }) {
  const form = useForm();
  const id = useId();
  const element = block.element ?? { type: "none" };
  const { press } = usePress(element, block);

  const blockId = block.block_id ?? "";
  const actionId = element.action_id ?? "";
  const error = form?.errors[blockId];
  const label = block.label?.text ?? "";
  const listed = ["radio_buttons", "checkboxes"].includes(element.type);

  const typing = element.type.endsWith("_input");
  const change = (value: string | string[]) => {
    form?.set(blockId, actionId, value);
    if (block.dispatch_action && !typing) void press(value);
  };
  const onEnter = (event: React.KeyboardEvent) => {
    if (!block.dispatch_action || !typing || element.multiline || event.key !== "Enter") return;
    event.preventDefault();
    void press(form?.values[blockId]?.[actionId] ?? initialOf(element));
  };

  return (
    <div className={error ? "input input-wrong" : "input"} onKeyDown={onEnter}>
      <label htmlFor={listed ? undefined : id} className="input-label">
        {label}
        {block.optional && <span className="input-optional"> (optional)</span>}
      </label>
      <ValueField
        element={element}
        id={id}
        testid={`field-${actionId}`}
        label={label}
        describedBy={`${id}-about`}
        invalid={!!error}
        required={!block.optional}
        value={form?.values[blockId]?.[actionId] ?? initialOf(element)}
        onChange={change}
      />
      <div id={`${id}-about`}>
        {error && (
          <p className="input-error" role="alert">
            {error}
          </p>
        )}
        {block.hint && <p className="input-hint">{block.hint.text}</p>}
      </div>
    </div>
  );
}
