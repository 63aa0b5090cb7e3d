import { fromField, inField } from "../time";
import type { FieldProps } from "./ValueField";

const kinds: Record<string, string> = {
  email_text_input: "email",
  url_text_input: "url",
  number_input: "number",
  datepicker: "date",
  timepicker: "time",
  datetimepicker: "datetime-local",
};

// A date and time is Unix seconds on the wire and the person's time in the field.
function shown(type: string, value: string): string {
  if (type !== "datetimepicker" || !value) return value;
  return inField(new Date(Number(value) * 1000));
}

function sent(type: string, value: string): string {
  if (type !== "datetimepicker" || !value) return value;
  return String(Math.floor(fromField(value).getTime() / 1000));
}

export function TextField(props: FieldProps) {
  const { element } = props;
  const common = {
    id: props.id,
    "data-testid": props.testid,
    className: "field",
    "aria-label": props.label,
    "aria-describedby": props.describedBy,
    "aria-invalid": props.invalid || undefined,
    "aria-required": props.required || undefined,
    autoFocus: element.focus_on_load,
    "aria-disabled": props.busy || undefined,
    placeholder: element.placeholder?.text,
    maxLength: element.max_length,
    value: shown(element.type, String(props.value)),
  };
  if (element.multiline) {
    return (
      <textarea {...common} rows={4} onChange={(event) => props.onChange(event.target.value)} />
    );
  }
  return (
    <input
      {...common}
      type={kinds[element.type] ?? "text"}
      min={element.min_value}
      max={element.max_value}
      step={element.is_decimal_allowed ? "any" : undefined}
      autoComplete="off"
      onChange={(event) => props.onChange(sent(element.type, event.target.value))}
    />
  );
}
