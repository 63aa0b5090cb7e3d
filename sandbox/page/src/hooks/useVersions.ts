import { useCallback, useState } from "react";

// useVersions counts changes by name; "all" counts for every name.
export function useVersions(): [(name: string) => number, (name: string) => void] {
  const [counts, setCounts] = useState<Record<string, number>>({});
  const of = useCallback((name: string) => (counts[name] ?? 0) + (counts.all ?? 0), [counts]);
  const bump = useCallback((name: string) => {
    setCounts((old) => ({ ...old, [name]: (old[name] ?? 0) + 1 }));
  }, []);
  return [of, bump];
}
