import { Avatar } from "./Avatar";
import { useDesk, userName } from "../context";
import { dayOf, timeOf } from "../time";
import type { Message } from "../types";

interface Props {
  message: Message;
  fresh: boolean;
  onOpen: () => void;
}

export function ReplyLink({ message, fresh, onOpen }: Props) {
  const { workspace } = useDesk();
  const count = message.reply_count ?? 0;
  const latest = message.latest_reply;
  return (
    <button type="button" className="replies" data-testid="replies" onClick={onOpen}>
      {(message.reply_users ?? []).slice(0, 4).map((id) => (
        <Avatar
          key={id}
          id={id}
          name={userName(workspace, id)}
          bot={id === workspace.bot.user_id}
          size={22}
        />
      ))}
      <b>{count === 1 ? "1 reply" : `${count} replies`}</b>
      {fresh && <span className="badge">New</span>}
      {latest && (
        <span className="muted">
          Last reply {dayOf(latest).toLowerCase()} at {timeOf(latest)}
        </span>
      )}
    </button>
  );
}
