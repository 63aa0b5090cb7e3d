import type { TrafficEntry } from "../types";
import { Icon } from "./Icon";

interface Props {
  entry: TrafficEntry;
  open: boolean;
  onToggle: () => void;
}

const kinds: Record<string, string> = { response_url: "response url", api: "API" };

function isFault(entry: TrafficEntry): boolean {
  const answer = entry.response as { ok?: boolean } | null | undefined;
  return Number(entry.status) >= 400 || answer?.ok === false;
}

function timeOf(at: string | number): string {
  const date = typeof at === "number" ? new Date(at < 1e11 ? at * 1000 : at) : new Date(at);
  return Number.isNaN(date.getTime()) ? String(at) : date.toTimeString().slice(0, 8);
}

function Body({ title, value }: { title: string; value: unknown }) {
  return (
    <div>
      <h3>{title}</h3>
      <pre tabIndex={0} aria-label={title}>
        {value === undefined || value === null ? "nothing" : JSON.stringify(value, null, 2)}
      </pre>
    </div>
  );
}

export function TrafficRow({ entry, open, onToggle }: Props) {
  const fromBot = entry.from === "bot";
  return (
    <div className={isFault(entry) ? "traffic-row traffic-fault" : "traffic-row"}>
      <button type="button" aria-expanded={open} data-testid="traffic-entry" onClick={onToggle}>
        <span className="traffic-time">{timeOf(entry.at)}</span>
        <span className={fromBot ? "traffic-from traffic-bot" : "traffic-from"}>
          {fromBot ? "bot" : "workspace"}
          <Icon name="arrow" size={12} />
          {fromBot ? "workspace" : "bot"}
        </span>
        <span className="traffic-kind">{kinds[entry.kind] ?? entry.kind}</span>
        <span className="traffic-name">{entry.name}</span>
        <span className="traffic-status">{entry.status}</span>
        <span className="traffic-ms">{entry.ms} ms</span>
      </button>
      {open && (
        <div className="traffic-body">
          <Body title="Request" value={entry.request} />
          <Body title="Response" value={entry.response} />
        </div>
      )}
    </div>
  );
}
