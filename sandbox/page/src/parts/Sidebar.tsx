import { Avatar } from "./Avatar";
import { Badge } from "./Badge";
import { Icon } from "./Icon";
import { markKey, nothingNew, type Marks } from "../hooks/useUnread";
import type { Channel, User, Workspace } from "../types";

interface Props {
  workspace: Workspace;
  actor: User;
  marks: Marks;
  channel: string;
  onChannel: (id: string) => void;
  onApp: () => void;
  onReload: () => void;
}

function byName(a: Channel, b: Channel): number {
  return a.name.localeCompare(b.name);
}

export function Sidebar(props: Props) {
  const { workspace, actor, marks, channel, onChannel, onApp, onReload } = props;
  const mine = workspace.channels.filter((c) => c.members.includes(actor.id) && !c.archived);
  const rooms = mine.filter((c) => c.kind !== "im").sort(byName);
  const direct = mine.find((c) => c.kind === "im" && c.members.includes(workspace.bot.user_id));
  const mark = (id: string) => marks[markKey(actor.id, id)] ?? nothingNew;
  const item = (id: string) => (mark(id).count > 0 ? "side-item side-unread" : "side-item");

  return (
    <nav className="side" aria-label="Channels">
      <header className="side-head">
        <h1>{workspace.team.name}</h1>
        <p>
          <span className="presence" aria-hidden="true" /> {actor.real_name}
          {actor.title && <span className="side-title">{actor.title}</span>}
        </p>
      </header>
      <div className="side-scroll">
        <h2 className="side-label">Channels</h2>
        <ul>
          {rooms.map((c) => (
            <li key={c.id}>
              <button
                type="button"
                className={item(c.id)}
                data-testid={`channel-${c.id}`}
                aria-current={c.id === channel ? "page" : undefined}
                onClick={() => onChannel(c.id)}
              >
                <Icon name={c.kind === "private" ? "lock" : "hash"} size={15} />
                <span className="side-name">{c.name}</span>
                <Badge mark={mark(c.id)} />
              </button>
            </li>
          ))}
        </ul>
        <h2 className="side-label">Apps</h2>
        <ul>
          <li>
            <button
              type="button"
              className={direct ? item(direct.id) : "side-item"}
              data-testid={direct ? `channel-${direct.id}` : "channel-app"}
              aria-current={direct && direct.id === channel ? "page" : undefined}
              onClick={onApp}
            >
              <Avatar id={workspace.bot.user_id} name={workspace.bot.name} bot size={18} />
              <span className="side-name">{workspace.bot.name}</span>
              {direct && <Badge mark={mark(direct.id)} />}
            </button>
          </li>
        </ul>
      </div>
      <footer className="side-foot">
        <button
          type="button"
          className="side-item"
          title="What only this person could see is gone after a reload"
          onClick={onReload}
        >
          <Icon name="reload" size={15} />
          <span className="side-name">Reload as {actor.real_name.split(" ")[0]}</span>
        </button>
        <p>A practice workspace on this computer. Nothing leaves it.</p>
      </footer>
    </nav>
  );
}
