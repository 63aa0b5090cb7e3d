import { Avatar } from "./Avatar";
import { useDesk } from "../context";
import type { Channel } from "../types";

// The very top of a channel.
export function Intro({ channel }: { channel: Channel }) {
  const { workspace } = useDesk();
  if (channel.kind === "im") {
    const { bot } = workspace;
    return (
      <div className="intro">
        <Avatar id={bot.user_id} name={bot.name} bot size={56} />
        <h3>{bot.name}</h3>
        <p>This is the beginning of your conversation with the {bot.name} app.</p>
      </div>
    );
  }
  return (
    <div className="intro">
      <h3># {channel.name}</h3>
      <p>
        This is the very beginning of the #{channel.name} channel.
        {channel.topic && ` ${channel.topic}`}
      </p>
    </div>
  );
}
