import { useCallback, useRef, useState } from "react";
import type { Toast } from "../parts/Toasts";

const shownFor = 8000;

export function useToasts() {
  const [toasts, setToasts] = useState<Toast[]>([]);
  const serial = useRef(0);

  const close = useCallback((id: number) => {
    setToasts((old) => old.filter((t) => t.id !== id));
  }, []);

  const toast = useCallback(
    (sentence: string) => {
      const id = ++serial.current;
      setToasts((old) => [...old.slice(-3), { id, sentence }]);
      window.setTimeout(() => close(id), shownFor);
    },
    [close],
  );

  return { toasts, toast, close };
}
