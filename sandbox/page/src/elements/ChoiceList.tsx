import { emoji } from "../emoji";
import type { Choice } from "./options";
import type { FieldProps } from "./ValueField";

// Radio buttons when one may be chosen, checkboxes when several may.
export function ChoiceList(props: FieldProps & { choices: Choice[] }) {
  const { choices, value, onChange } = props;
  const one = props.element.type === "radio_buttons";
  const chosen = Array.isArray(value) ? value : [value];

  const pick = (choice: string, on: boolean) => {
    if (one) onChange(choice);
    else onChange(on ? [...chosen, choice] : chosen.filter((c) => c !== choice));
  };

  return (
    <div
      id={props.id}
      className="choices"
      role={one ? "radiogroup" : "group"}
      aria-label={props.label}
      aria-describedby={props.describedBy}
      data-testid={props.testid}
    >
      {choices.map((choice) => (
        <label key={choice.value} className="choice">
          <input
            type={one ? "radio" : "checkbox"}
            name={props.id}
            value={choice.value}
            data-testid={`${props.testid}-${choice.value}`}
            checked={chosen.includes(choice.value)}
            aria-disabled={props.busy || undefined}
            onChange={(event) => pick(choice.value, event.target.checked)}
          />
          <span>
            {emoji(choice.label)}
            {choice.detail && <small>{choice.detail}</small>}
          </span>
        </label>
      ))}
    </div>
  );
}
