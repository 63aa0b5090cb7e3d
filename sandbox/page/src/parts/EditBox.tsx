import { useState } from "react";

interface Props {
  text: string;
  onSave: (text: string) => void;
  onCancel: () => void;
}

export function EditBox({ text, onSave, onCancel }: Props) {
  const [value, setValue] = useState(text);
  return (
    <form
      className="edit-box"
      onSubmit={(event) => {
        event.preventDefault();
        onSave(value);
      }}
    >
      <textarea
        className="field"
        aria-label="Edit message"
        data-testid="edit-text"
        autoFocus
        rows={3}
        value={value}
        onChange={(event) => setValue(event.target.value)}
        onKeyDown={(event) => {
          if (event.key === "Escape") {
            event.preventDefault();
            onCancel();
          }
          if (event.key !== "Enter" || event.shiftKey) return;
          event.preventDefault();
          onSave(value);
        }}
      />
      <div className="edit-foot">
        <button type="button" className="button" onClick={onCancel}>
          Cancel
        </button>
        <button type="submit" className="button button-primary" disabled={!value.trim()}>
          Save
        </button>
      </div>
    </form>
  );
}
