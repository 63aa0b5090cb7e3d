import { useEffect, useRef, useState } from "react";
import type { StreamEvent } from "../types";

const firstPause = 500;
const longestPause = 10_000;

// useStream follows the sandbox's events for as long as the page is open.
// onEvent gets each one; onOpen is called whenever the stream comes up: what
// happened before it did, the page has not heard of, not even at its start.
// The answer tells whether the stream is up.
export function useStream(onEvent: (event: StreamEvent) => void, onOpen: () => void): boolean {
  const [up, setUp] = useState(true);
  const latest = useRef({ onEvent, onOpen });
  latest.current = { onEvent, onOpen };

  useEffect(() => {
    let source: EventSource;
    let timer = 0;
    let pause = firstPause;

    const connect = () => {
      source = new EventSource("/_sandbox/stream");
      source.onopen = () => {
        pause = firstPause;
        setUp(true);
        latest.current.onOpen();
      };
      source.onmessage = (message) => {
        latest.current.onEvent(JSON.parse(message.data) as StreamEvent);
      };
      source.onerror = () => {
        // The browser's own retry neither slows down nor tells when it gives up.
        source.close();
        setUp(false);
        timer = window.setTimeout(connect, pause);
        pause = Math.min(pause * 2, longestPause);
      };
    };
    const end = () => {
      window.clearTimeout(timer);
      source.close();
    };
    // A page that was left, and that the browser keeps for a return, would hold one of the few
    // connections that there are to a host.
    const back = (event: PageTransitionEvent) => event.persisted && connect();
    connect();
    window.addEventListener("pagehide", end);
    window.addEventListener("pageshow", back);
    return () => {
      window.removeEventListener("pagehide", end);
      window.removeEventListener("pageshow", back);
      end();
    };
  }, []);

  return up;
}
