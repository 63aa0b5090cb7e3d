import type { Suggestion } from "../composing";

interface Props {
  id: string;
  list: Suggestion[];
  at: number;
  onTake: (suggestion: Suggestion) => void;
}

export function Suggestions({ id, list, at, onTake }: Props) {
  return (
    <ul id={id} className="suggestions" role="listbox" aria-label="Suggestions">
      {list.map((suggestion, i) => (
        <li
          key={suggestion.key}
          id={`${id}-${i}`}
          role="option"
          aria-selected={i === at}
          data-testid={`suggestion-${suggestion.key}`}
          onMouseDown={(event) => {
            event.preventDefault();
            onTake(suggestion);
          }}
        >
          <b>{suggestion.label}</b>
          <span>{suggestion.detail}</span>
        </li>
      ))}
    </ul>
  );
}
