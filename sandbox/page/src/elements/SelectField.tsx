import { emoji } from "../emoji";
import { initialOf, type Choice } from "./options";
import type { FieldProps } from "./ValueField";

function optionOf(choice: Choice) {
  return (
    <option key={choice.value} value={choice.value}>
      {emoji(choice.label)}
    </option>
  );
}

export function SelectField(props: FieldProps & { choices: Choice[] }) {
  const { element, choices } = props;
  const groups = [...new Set(choices.map((c) => c.group))];
  const placeholder = element.placeholder?.text ?? "Choose an option";
  return (
    <select
      id={props.id}
      data-testid={props.testid}
      className="field select"
      aria-label={props.label}
      aria-describedby={props.describedBy}
      aria-invalid={props.invalid || undefined}
      aria-required={props.required || undefined}
      autoFocus={element.focus_on_load}
      aria-disabled={props.busy || undefined}
      value={String(props.value)}
      onChange={(event) => props.onChange(event.target.value)}
    >
      {!initialOf(element).length && <option value="">{placeholder}</option>}
      {groups.map((group) =>
        group === undefined ? (
          choices.filter((c) => c.group === undefined).map(optionOf)
        ) : (
          <optgroup key={group} label={group}>
            {choices.filter((c) => c.group === group).map(optionOf)}
          </optgroup>
        ),
      )}
    </select>
  );
}
