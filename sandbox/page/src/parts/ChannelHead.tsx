import { useDesk } from "../context";
import type { Channel } from "../types";
import { Avatar } from "./Avatar";
import { Clock } from "./Clock";
import { Icon } from "./Icon";

export type Tab = "home" | "messages";

interface Props {
  channel: Channel;
  tab: Tab;
  trafficOpen: boolean;
  unread: number;
  onTab: (tab: Tab) => void;
  onMenu: () => void;
  onTraffic: () => void;
  onTheme: () => void;
}

export function ChannelHead(props: Props) {
  const { workspace, theme } = useDesk();
  const { channel, tab, onTab, unread } = props;
  const app = channel.kind === "im";
  const people = channel.members.filter((id) => id !== workspace.bot.user_id).length;
  const other = theme === "dark" ? "light" : "dark";

  return (
    <header className="pane-head">
      <button
        type="button"
        className="icon-button only-phone"
        aria-label={unread > 0 ? `Channels and people, ${unread} new` : "Channels and people"}
        data-testid="menu-toggle"
        onClick={props.onMenu}
      >
        <Icon name="menu" size={20} />
        {unread > 0 && <span className="badge">{unread}</span>}
      </button>
      <div className="pane-title">
        {app ? (
          <h2>
            <Avatar id={workspace.bot.user_id} name={workspace.bot.name} bot size={24} />
            {workspace.bot.name}
          </h2>
        ) : (
          <h2>
            <Icon name={channel.kind === "private" ? "lock" : "hash"} />
            {channel.name}
          </h2>
        )}
        {app ? (
          <div className="tabs" role="tablist" aria-label={workspace.bot.name}>
            {(["home", "messages"] as const).map((name) => (
              <button
                key={name}
                type="button"
                role="tab"
                aria-selected={tab === name}
                data-testid={`${name}-tab`}
                onClick={() => onTab(name)}
              >
                {name === "home" ? "Home" : "Messages"}
              </button>
            ))}
          </div>
        ) : (
          <span className="muted pane-topic">
            {people === 1 ? "1 member" : `${people} members`}
            {channel.topic && ` · ${channel.topic}`}
          </span>
        )}
      </div>
      <Clock />
      <button
        type="button"
        className="head-button"
        aria-pressed={props.trafficOpen}
        aria-label="Raw traffic"
        data-testid="traffic-toggle"
        onClick={props.onTraffic}
      >
        <Icon name="traffic" />
        <span className="not-phone">Raw traffic</span>
      </button>
      <button
        type="button"
        className="icon-button"
        aria-label={`Use the ${other} theme`}
        title={`Use the ${other} theme`}
        data-testid="theme-toggle"
        onClick={props.onTheme}
      >
        <Icon name={theme === "dark" ? "sun" : "moon"} />
      </button>
    </header>
  );
}
