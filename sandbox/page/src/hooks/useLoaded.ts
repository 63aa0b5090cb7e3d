import { useEffect, useState } from "react";

interface Loaded<T> {
  key: string;
  value?: T;
  error?: string;
}

// useLoaded loads what key names and loads it again when version moves. The
// old value stays until the new one is there, but never across keys.
export function useLoaded<T>(key: string, version: number, load: () => Promise<T>): Loaded<T> {
  const [loaded, setLoaded] = useState<Loaded<T>>({ key });

  useEffect(() => {
    let current = true;
    load().then(
      (value) => current && setLoaded({ key, value }),
      (error: Error) => current && setLoaded({ key, error: error.message }),
    );
    return () => {
      current = false;
    };
    // load closes over nothing that key does not name.
  }, [key, version]);

  return loaded.key === key ? loaded : { key };
}
