import { useCallback, useEffect, useState } from "react";
import * as api from "./api";
import { Desktop } from "./Desktop";
import { useVersions } from "./hooks/useVersions";
import type { Workspace } from "./types";

// App waits for the workspace, then hands over to the Desktop.
export function App() {
  const [workspace, setWorkspace] = useState<Workspace>();
  const [problem, setProblem] = useState("");
  const [versionOf, bump] = useVersions();

  const load = useCallback(
    () =>
      api.state().then(
        (state) => {
          setWorkspace(state);
          setProblem("");
        },
        (error: Error) => setProblem(error.message),
      ),
    [],
  );

  useEffect(() => void load(), [load]);

  if (workspace) {
    return (
      <Desktop workspace={workspace} versionOf={versionOf} bump={bump} reloadState={load} />
    );
  }
  if (!problem) return null;
  return (
    <main className="down">
      <h1>No workspace</h1>
      <p>{problem}</p>
      <button type="button" className="button button-primary" onClick={() => void load()}>
        Try again
      </button>
    </main>
  );
}
