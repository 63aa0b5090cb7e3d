import * as api from "../api";
import { useDesk } from "../context";
import { useLoaded } from "../hooks/useLoaded";
import type { Channel } from "../types";
import { Composer } from "./Composer";
import { Icon } from "./Icon";
import { MessageList } from "./MessageList";

interface Props {
  channel: Channel;
  thread: string;
  version: number;
  onClose: () => void;
}

export function ThreadPane({ channel, thread, version, onClose }: Props) {
  const { actor, workspace } = useDesk();
  const place = { as: actor.id, channel: channel.id };
  const loaded = useLoaded(`${actor.id} ${channel.id} ${thread}`, version, () =>
    api.messages(place, thread),
  );
  const name = channel.kind === "im" ? workspace.bot.name : `#${channel.name}`;

  return (
    <aside
      className="thread"
      aria-label="Thread"
      data-testid="thread-pane"
      onKeyDown={(event) => {
        if (event.key === "Escape" && !event.defaultPrevented) onClose();
      }}
    >
      <header className="pane-head">
        <div className="pane-title">
          <h2>Thread</h2>
          <span className="muted">{name}</span>
        </div>
        <button
          type="button"
          className="icon-button"
          aria-label="Close thread"
          data-testid="thread-close"
          onClick={onClose}
        >
          <Icon name="close" />
        </button>
      </header>
      <MessageList
        key={thread}
        messages={loaded.value ?? []}
        channel={channel.id}
        label="Messages in the thread"
        thread
      />
      {loaded.error && <p className="note">{loaded.error}</p>}
      <Composer
        key={`${actor.id} ${thread}`}
        channel={channel}
        thread={thread}
        placeholder="Reply…"
        testid="thread-composer"
      />
    </aside>
  );
}
