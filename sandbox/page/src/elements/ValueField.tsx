import { useDesk } from "../context";
import type { Element } from "../types";
import { ChoiceList } from "./ChoiceList";
import { choicesOf } from "./options";
import { SelectField } from "./SelectField";
import { TextField } from "./TextField";

export interface FieldProps {
  element: Element;
  id: string;
  testid: string;
  label?: string;
  describedBy?: string;
  invalid?: boolean;
  required?: boolean;
  busy?: boolean;
  value: string | string[];
  onChange: (value: string | string[]) => void;
}

const text = new Set([
  "plain_text_input",
  "email_text_input",
  "url_text_input",
  "number_input",
  "datepicker",
  "timepicker",
  "datetimepicker",
]);

// One field for anything that holds a value, in a modal or in a message.
export function ValueField(props: FieldProps) {
  const { workspace, actor } = useDesk();
  const { type } = props.element;
  if (text.has(type)) return <TextField {...props} />;
  const choices = choicesOf(props.element, workspace, actor);
  if (type === "radio_buttons" || type === "checkboxes" || type.startsWith("multi_")) {
    return <ChoiceList {...props} choices={choices} />;
  }
  if (type.endsWith("_select")) return <SelectField {...props} choices={choices} />;
  return <p className="note">This kind of field ({type}) cannot be filled in here.</p>;
}
