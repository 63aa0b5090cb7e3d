import { useEffect, useId, useLayoutEffect, useRef, useState } from "react";
import * as api from "../api";
import { commandIn, suggestionsFor, type Suggestion } from "../composing";
import { useDesk } from "../context";
import type { Channel } from "../types";
import { Icon } from "./Icon";
import { Suggestions } from "./Suggestions";

interface Props {
  channel: Channel;
  thread?: string;
  placeholder: string;
  testid: string;
  // Text that something else on the page puts here; serial tells repeats apart.
  filled?: { text: string; serial: number };
}

const tallest = 220;

// On a phone, focus would open the keyboard over what one came to read.
const keyboardAtHand = window.matchMedia("(pointer: fine)");

export function Composer({ channel, thread, placeholder, testid, filled }: Props) {
  const { workspace, actor, changed } = useDesk();
  const [text, setText] = useState("");
  const [caret, setCaret] = useState(0);
  const [at, setAt] = useState(0);
  const [shut, setShut] = useState(false);
  const [broadcast, setBroadcast] = useState(false);
  const [notice, setNotice] = useState("");
  const area = useRef<HTMLTextAreaElement>(null);
  const id = useId();

  const list = shut ? [] : suggestionsFor(text, caret, workspace, channel);
  const chosen = Math.min(at, list.length - 1);

  const put = (next: string, position = next.length) => {
    setText(next);
    setCaret(position);
    setAt(0);
    setShut(false);
  };

  useEffect(() => {
    if (!filled) return;
    put(filled.text);
    area.current?.focus();
  }, [filled]);

  useLayoutEffect(() => {
    const box = area.current;
    if (!box) return;
    box.style.height = "auto";
    box.style.height = `${Math.min(box.scrollHeight, tallest)}px`;
    // Setting the text moves the browser's caret to the end.
    if (document.activeElement === box && box.selectionStart !== caret) {
      box.setSelectionRange(caret, caret);
    }
  }, [text]);

  useEffect(() => {
    if (keyboardAtHand.matches && !document.querySelector("dialog[open]")) area.current?.focus();
  }, []);

  const take = (suggestion: Suggestion) => {
    const tail = text.length - caret;
    put(suggestion.text, suggestion.text.length - tail);
    area.current?.focus();
  };

  const runCommand = async (command: string, rest: string) => {
    if (thread) {
      setNotice(
        `${command} is not supported in threads. Sorry! ` +
          `Type it in the channel, or mention @${workspace.bot.name} here.`,
      );
      return;
    }
    if (!workspace.commands.some((c) => c.name === command)) {
      setNotice(
        `${command} is not a command here. A message that begins with / is read as one; ` +
          "put a space before the / to send it as it is.",
      );
      return;
    }
    put("");
    const place = { as: actor.id, channel: channel.id };
    const error = await api.command({ ...place, command, text: rest });
    if (!error) return;
    setNotice(`${command} failed with the error “${error}”.`);
    put(`${command} ${rest}`);
  };

  const send = async () => {
    setNotice("");
    if (!text.trim()) return;
    const found = commandIn(text);
    try {
      if (found) {
        await runCommand(found.command, found.rest);
      } else {
        const place = { as: actor.id, channel: channel.id, text: text.trim() };
        put("");
        await api.say(thread ? { ...place, thread_ts: thread, broadcast } : place);
        setBroadcast(false);
      }
    } catch (error) {
      setNotice((error as Error).message);
      put(text);
    }
    changed(channel.id);
  };

  const onKeyDown = (event: React.KeyboardEvent) => {
    if (event.nativeEvent.isComposing) return;
    if (list.length > 0) {
      const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
      if (step) {
        event.preventDefault();
        setAt((chosen + step + list.length) % list.length);
        return;
      }
      const suggestion = list[chosen];
      if ((event.key === "Enter" || event.key === "Tab") && !event.shiftKey && suggestion) {
        event.preventDefault();
        take(suggestion);
        return;
      }
      if (event.key === "Escape") {
        event.preventDefault();
        setShut(true);
        return;
      }
    }
    if (event.key === "Enter" && !event.shiftKey) {
      event.preventDefault();
      void send();
    }
  };

  const insert = (sign: string) => {
    const gap = caret > 0 && !/\s$/.test(text.slice(0, caret)) && sign === "@" ? " " : "";
    const head = text.slice(0, caret) + gap + sign;
    put(head + text.slice(caret), head.length);
    area.current?.focus();
  };

  if (channel.archived) {
    return <p className="composer-closed">This channel is archived.</p>;
  }
  return (
    <div className="composer-area">
      {notice && (
        <p className="composer-notice" role="alert" data-testid="composer-notice">
          <Icon name="eye" size={14} />
          <span>
            <b>Only visible to you</b> {notice}
          </span>
          <button
            type="button"
            className="icon-button"
            aria-label="Dismiss"
            onClick={() => setNotice("")}
          >
            <Icon name="close" size={14} />
          </button>
        </p>
      )}
      {list.length > 0 && <Suggestions id={id} list={list} at={chosen} onTake={take} />}
      <div className="composer">
        <textarea
          ref={area}
          rows={1}
          value={text}
          placeholder={placeholder}
          aria-label={placeholder}
          aria-autocomplete="list"
          aria-controls={list.length > 0 ? id : undefined}
          aria-activedescendant={list.length > 0 ? `${id}-${chosen}` : undefined}
          data-testid={testid}
          onChange={(event) => put(event.target.value, event.target.selectionStart)}
          onSelect={(event) => setCaret(event.currentTarget.selectionStart)}
          onKeyDown={onKeyDown}
        />
        <div className="composer-foot">
          {!thread && (
            <button
              type="button"
              className="icon-button"
              aria-label="Type a command"
              title="Type a command"
              disabled={text !== ""}
              onClick={() => {
                put("/");
                area.current?.focus();
              }}
            >
              <Icon name="slash" size={16} />
            </button>
          )}
          <button
            type="button"
            className="icon-button"
            aria-label="Mention someone"
            title="Mention someone"
            onClick={() => insert("@")}
          >
            <Icon name="at" size={16} />
          </button>
          {thread && channel.kind !== "im" && (
            <label className="broadcast">
              <input
                type="checkbox"
                data-testid="broadcast"
                checked={broadcast}
                onChange={(event) => setBroadcast(event.target.checked)}
              />
              Also send to #{channel.name}
            </label>
          )}
          <button
            type="button"
            className="send"
            aria-label="Send"
            data-testid={`${testid}-send`}
            disabled={!text.trim()}
            onClick={() => void send()}
          >
            <Icon name="send" size={16} />
          </button>
        </div>
      </div>
    </div>
  );
}
