import type { FieldProps } from "./ValueField";

const kinds: Record<string, string> = {
  email_text_input: "email",
  url_text_input: "url",
  number_input: "number",
  datepicker: "date",
  timepicker: "time",
};

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
    disabled: props.busy,
    placeholder: element.placeholder?.text,
    maxLength: element.max_length,
    value: String(props.value),
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
      onChange={(event) => props.onChange(event.target.value)}
    />
  );
}
