import * as api from "../api";
import { useDesk } from "../context";
import type { Message } from "../types";
import { Icon } from "./Icon";
import { Menu, type MenuItem } from "./Menu";

interface Props {
  message: Message;
  channel: string;
  onReply?: () => void;
  onEdit: () => void;
  onDelete: () => void;
}

// What can be done with a message, shown when it is pointed at or focused.
export function MessageActions({ message, channel, onReply, onEdit, onDelete }: Props) {
  const { workspace, actor, toast } = useDesk();

  const items: MenuItem[] = workspace.shortcuts.map((shortcut) => ({
    key: shortcut.callback_id,
    label: shortcut.name,
    detail: workspace.bot.name,
    run: () => {
      const { callback_id } = shortcut;
      api
        .shortcut({ as: actor.id, channel, ts: message.ts, callback_id })
        .catch((error: Error) => toast(error.message));
    },
  }));
  if (message.user === actor.id && !message.ephemeral) {
    items.push({ key: "edit", label: "Edit message", run: onEdit });
    items.push({ key: "delete", label: "Delete message…", danger: true, run: onDelete });
  }

  return (
    <div className="message-actions">
      {onReply && (
        <button
          type="button"
          className="icon-button"
          aria-label="Reply in thread"
          title="Reply in thread"
          data-testid="reply-in-thread"
          onClick={onReply}
        >
          <Icon name="reply" />
        </button>
      )}
      {items.length > 0 && (
        <Menu
          label="More actions"
          className="icon-button"
          testid="more-actions"
          items={items}
        >
          <Icon name="more" />
        </Menu>
      )}
    </div>
  );
}
