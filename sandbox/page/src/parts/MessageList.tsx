import { Fragment, useLayoutEffect, useRef, type ReactNode } from "react";
import { dayOf } from "../time";
import type { Message } from "../types";
import { MessageItem } from "./MessageItem";

const together = 5 * 60;
const nearEnd = 120;

interface Props {
  messages: Message[];
  channel: string;
  label: string;
  onThread?: (ts: string) => void;
  intro?: ReactNode;
  // The parents whose threads have something new.
  freshThreads?: string[];
  // The first message is a parent, the others are its replies.
  thread?: boolean;
}

function joins(message: Message, before: Message | undefined): boolean {
  return (
    !!before &&
    !message.ephemeral &&
    !message.broadcast &&
    !before.deleted &&
    message.user === before.user &&
    message.bot_id === before.bot_id &&
    !before.ephemeral &&
    Number(message.ts) - Number(before.ts) < together
  );
}

function replies(count: number): string {
  return count === 1 ? "1 reply" : `${count} replies`;
}

// The list stays at its end while new messages come, unless the reader has
// scrolled up.
export function MessageList(props: Props) {
  const { messages, channel, label, onThread, intro, thread = false } = props;
  const box = useRef<HTMLDivElement>(null);
  const inner = useRef<HTMLDivElement>(null);
  const follow = useRef(true);

  useLayoutEffect(() => {
    const scroll = box.current;
    const content = inner.current;
    if (!scroll || !content) return;
    const toEnd = () => {
      if (follow.current) scroll.scrollTop = scroll.scrollHeight;
    };
    const observer = new ResizeObserver(toEnd);
    observer.observe(content);
    observer.observe(scroll);
    return () => observer.disconnect();
  }, []);

  return (
    <div
      ref={box}
      className="messages"
      role="log"
      aria-label={label}
      tabIndex={0}
      onScroll={(event) => {
        const { scrollHeight, scrollTop, clientHeight } = event.currentTarget;
        follow.current = scrollHeight - scrollTop - clientHeight < nearEnd;
      }}
    >
      <div ref={inner} className={thread ? "messages-inner messages-top" : "messages-inner"}>
        {intro}
        {messages.map((message, i) => {
          const before = messages[i - 1];
          const day = dayOf(message.ts);
          const fresh = !before || dayOf(before.ts) !== day;
          const parted = fresh || (thread && i === 1);
          return (
            <Fragment key={message.ts}>
              {fresh && !thread && (
                <div className="day">
                  <span>{day}</span>
                </div>
              )}
              {thread && i === 1 && (
                <p className="reply-count">{replies(messages.length - 1)}</p>
              )}
              <MessageItem
                message={message}
                channel={channel}
                joined={!parted && joins(message, before)}
                onThread={onThread}
                fresh={props.freshThreads?.includes(message.ts)}
              />
            </Fragment>
          );
        })}
      </div>
    </div>
  );
}
