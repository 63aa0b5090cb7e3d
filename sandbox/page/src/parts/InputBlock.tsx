import { useId } from "react";
import { initialOf } from "../elements/options";
import { ValueField } from "../elements/ValueField";
import { useForm } from "../form";
import type { Block } from "../types";

export function InputBlock({ block }: { block: Block }) {
  const form = useForm();
  const id = useId();
  const element = block.element;
  if (!element) return null;

  const blockId = block.block_id ?? "";
  const actionId = element.action_id ?? "";
  const error = form?.errors[blockId];
  const label = block.label?.text ?? "";
  const listed = ["radio_buttons", "checkboxes"].includes(element.type);

  return (
    <div className={error ? "input input-wrong" : "input"}>
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
        onChange={(value) => form?.set(blockId, actionId, value)}
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
