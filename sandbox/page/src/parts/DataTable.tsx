import { useState } from "react";
import type { Block } from "../types";
import { Drawn } from "./Drawn";

const usualPage = 10;

// A table that is paged through; its first row stays as the heading.
export function DataTable({ block }: { block: Block }) {
  const [page, setPage] = useState(0);
  const [head = [], ...rows] = block.rows ?? [];
  const size = block.page_size ?? usualPage;
  const pages = Math.max(1, Math.ceil(rows.length / size));
  const at = Math.min(page, pages - 1);
  const shown = [head, ...rows.slice(at * size, (at + 1) * size)];

  return (
    <figure className="data-table">
      <figcaption>{block.caption}</figcaption>
      <Drawn key={at} blocks={[{ type: "table", rows: shown }]} />
      {pages > 1 && (
        <div className="data-table-pages">
          <button
            type="button"
            className="button"
            disabled={at === 0}
            onClick={() => setPage(at - 1)}
          >
            Back
          </button>
          <span className="muted">
            Page {at + 1} of {pages}
          </span>
          <button
            type="button"
            className="button"
            disabled={at === pages - 1}
            onClick={() => setPage(at + 1)}
          >
            Next
          </button>
        </div>
      )}
    </figure>
  );
}
