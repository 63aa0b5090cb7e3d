import { useState } from "react";
import * as api from "../api";
import { useDesk } from "../context";
import { useLoaded } from "../hooks/useLoaded";
import type { Channel } from "../types";
import { Composer } from "./Composer";
import { Hint } from "./Hint";
import { Intro } from "./Intro";
import { MessageList } from "./MessageList";

interface Props {
  channel: Channel;
  version: number;
  freshThreads: string[];
  onThread: (ts: string) => void;
}

export function Conversation({ channel, version, freshThreads, onThread }: Props) {
  const { actor, workspace } = useDesk();
  const [filled, setFilled] = useState<{ text: string; serial: number }>();
  const place = { as: actor.id, channel: channel.id };
  const loaded = useLoaded(`${actor.id} ${channel.id}`, version, () => api.messages(place));
  const name = channel.kind === "im" ? workspace.bot.name : `#${channel.name}`;
  const key = `${actor.id} ${channel.id}`;

  return (
    <>
      <MessageList
        key={key}
        messages={loaded.value ?? []}
        channel={channel.id}
        label={`Messages in ${name}`}
        onThread={onThread}
        freshThreads={freshThreads}
        intro={<Intro channel={channel} />}
      />
      {loaded.error && <p className="note">{loaded.error}</p>}
      {loaded.value?.length === 0 && (
        <Hint onTry={(text) => setFilled({ text, serial: (filled?.serial ?? 0) + 1 })} />
      )}
      <Composer
        key={`composer ${key}`}
        channel={channel}
        placeholder={`Message ${name}`}
        testid="composer"
        filled={filled}
      />
    </>
  );
}
