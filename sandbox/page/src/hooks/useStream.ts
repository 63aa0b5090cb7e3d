import { useEffect, useRef, useState } from "react";
import type { StreamEvent } from "../types";

const firstPause = 500;
const longestPause = 10_000;

// useStream follows the sandbox's events for as long as the page is open.
// onEvent gets each one; onReturn is called after a gap, when events may have
// been missed. The answer tells whether the stream is up.
export function useStream(onEvent: (event: StreamEvent) => void, onReturn: () => void): boolean {
  const [up, setUp] = useState(true);
  const latest = useRef({ onEvent, onReturn });
  latest.current = { onEvent, onReturn };

  useEffect(() => {
    let source: EventSource;
    let timer = 0;
    let pause = firstPause;
    let gap = false;

    const connect = () => {
      source = new EventSource("/_sandbox/stream");
      source.onopen = () => {
        pause = firstPause;
        setUp(true);
        if (gap) latest.current.onReturn();
        gap = false;
      };
      source.onmessage = (message) => {
        latest.current.onEvent(JSON.parse(message.data) as StreamEvent);
      };
      source.onerror = () => {
        // The browser's own retry neither slows down nor tells when it gives up.
        source.close();
        gap = true;
        setUp(false);
        timer = window.setTimeout(connect, pause);
        pause = Math.min(pause * 2, longestPause);
      };
    };
    connect();
    return () => {
      window.clearTimeout(timer);
      source.close();
    };
  }, []);

  return up;
}
