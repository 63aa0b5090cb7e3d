import { useEffect, useRef, useState } from "react";
import * as api from "../api";
import type { TrafficEntry } from "../types";
import { Icon } from "./Icon";
import { TrafficRow } from "./TrafficRow";

const most = 1000;

interface Props {
  version: number;
  onClose: () => void;
}

function matches(entry: TrafficEntry, filter: string): boolean {
  const line = `${entry.from} ${entry.kind} ${entry.name} ${entry.status}`.toLowerCase();
  return filter
    .toLowerCase()
    .split(/\s+/)
    .every((word) => line.includes(word));
}

// What went over the wire between bot and workspace, newest last.
export function TrafficPanel({ version, onClose }: Props) {
  const [entries, setEntries] = useState<TrafficEntry[]>([]);
  const [filter, setFilter] = useState("");
  const [open, setOpen] = useState<number>();
  const [problem, setProblem] = useState("");
  const next = useRef(0);
  const fetching = useRef<Promise<void>>(Promise.resolve());
  const list = useRef<HTMLDivElement>(null);
  const follow = useRef(true);

  useEffect(() => {
    const more = async () => {
      const page = await api.traffic(next.current);
      // After a reset the numbers start again.
      if (page.next < next.current) {
        next.current = 0;
        setEntries([]);
        return more();
      }
      next.current = page.next;
      const fresh = page.entries ?? [];
      setEntries((old) => {
        const known = new Set(old.map((e) => e.n));
        return [...old, ...fresh.filter((e) => !known.has(e.n))].slice(-most);
      });
    };
    // One after the other, or two answers could hold the same entries.
    fetching.current = fetching.current.then(more).then(
      () => setProblem(""),
      (error: Error) => setProblem(error.message),
    );
  }, [version]);

  useEffect(() => {
    const box = list.current;
    if (box && follow.current) box.scrollTop = box.scrollHeight;
  }, [entries, filter]);

  const shown = filter.trim() ? entries.filter((e) => matches(e, filter.trim())) : entries;
  return (
    <section className="traffic" aria-label="Raw traffic" data-testid="traffic">
      <header className="traffic-head">
        <h2>Raw traffic</h2>
        <input
          type="search"
          className="field"
          placeholder="Filter: bot, event, chat.postMessage…"
          aria-label="Filter traffic"
          data-testid="traffic-filter"
          value={filter}
          onChange={(event) => setFilter(event.target.value)}
        />
        <span className="muted">{shown.length} entries</span>
        <button
          type="button"
          className="icon-button"
          aria-label="Close raw traffic"
          onClick={onClose}
        >
          <Icon name="close" />
        </button>
      </header>
      <div
        ref={list}
        className="traffic-list"
        tabIndex={0}
        role="region"
        aria-label="Entries"
        onScroll={(event) => {
          const { scrollHeight, scrollTop, clientHeight } = event.currentTarget;
          follow.current = scrollHeight - scrollTop - clientHeight < 60;
        }}
      >
        {problem && <p className="note">{problem}</p>}
        {shown.length === 0 && !problem && <p className="muted traffic-none">Nothing yet.</p>}
        {shown.map((entry) => (
          <TrafficRow
            key={entry.n}
            entry={entry}
            open={open === entry.n}
            onToggle={() => {
              follow.current = false;
              setOpen(open === entry.n ? undefined : entry.n);
            }}
          />
        ))}
      </div>
    </section>
  );
}
