import { useMemo, useState } from "react";
import * as api from "../api";
import { useDesk, userName } from "../context";
import { emoji } from "../emoji";
import { SurfaceProvider } from "../pressing";
import { dateOf, dayOf, timeOf } from "../time";
import { typedText } from "../typed";
import type { Block, Message } from "../types";
import { Avatar } from "./Avatar";
import { Blocks } from "./Blocks";
import { ConfirmDialog } from "./ConfirmDialog";
import { EditBox } from "./EditBox";
import { Icon } from "./Icon";
import { MessageActions } from "./MessageActions";
import { ReplyLink } from "./ReplyLink";

interface Props {
  message: Message;
  channel: string;
  // Drawn without name and avatar, under the message before it.
  joined: boolean;
  onThread?: (ts: string) => void;
  // There is something new in its thread.
  fresh?: boolean;
}

const deletion = {
  title: { type: "plain_text", text: "Delete message" },
  text: { type: "plain_text", text: "Delete this message for everyone? This cannot be undone." },
  confirm: { type: "plain_text", text: "Delete" },
  deny: { type: "plain_text", text: "Keep it" },
  style: "danger",
} as const;

function blocksOf(message: Message): Block[] {
  if (message.blocks && message.blocks.length > 0) return message.blocks;
  return message.text ? [{ type: "section", text: { type: "mrkdwn", text: message.text } }] : [];
}

export function MessageItem(props: Props) {
  const { message, channel, joined, onThread, fresh = false } = props;
  const { workspace, actor, toast, changed } = useDesk();
  const [editing, setEditing] = useState(false);
  const [deleting, setDeleting] = useState(false);
  const { ts } = message;
  const bot = !!message.bot_id || message.user === workspace.bot.user_id;
  const author = message.user || message.bot_id || workspace.bot.user_id;
  const name = message.username || (bot ? workspace.bot.name : userName(workspace, author));
  const mentioned = (message.notified ?? []).includes(actor.id);
  const thread = message.thread_ts || ts;

  const blocks = useMemo(() => blocksOf(message), [message]);
  const surface = useMemo(() => ({ channel, ts }), [channel, ts]);
  const place = { as: actor.id, channel, ts };
  const attempt = (deed: Promise<unknown>) =>
    deed.then(
      () => changed(channel),
      (error: Error) => toast(error.message),
    );

  const classes = ["message"];
  if (joined) classes.push("message-joined");
  if (message.ephemeral) classes.push("message-ephemeral");
  if (mentioned) classes.push("message-mention");

  const time = (
    <time dateTime={dateOf(ts).toISOString()} title={`${dayOf(ts)} at ${timeOf(ts)}`}>
      {timeOf(ts)}
    </time>
  );

  return (
    <article
      className={classes.join(" ")}
      data-testid="message"
      data-ts={ts}
      data-ephemeral={message.ephemeral || undefined}
      aria-label={`${name}, ${timeOf(ts)}`}
    >
      <div className="message-gutter">
        {joined ? time : <Avatar id={author} name={name} bot={bot} />}
      </div>
      <div className="message-main">
        {message.ephemeral && (
          <p className="message-note">
            <Icon name="eye" size={13} /> Only visible to you
          </p>
        )}
        {message.broadcast && onThread && (
          <p className="message-note">
            replied to{" "}
            <button type="button" className="link" onClick={() => onThread(thread)}>
              a thread
            </button>
          </p>
        )}
        {!joined && (
          <header className="message-head">
            <b>{name}</b>
            {bot && <span className="app-tag">APP</span>}
            {time}
          </header>
        )}
        {message.deleted && <p className="muted">This message was deleted.</p>}
        {!message.deleted && editing && (
          <EditBox
            text={typedText(message.text, workspace)}
            onCancel={() => setEditing(false)}
            onSave={(text) => {
              setEditing(false);
              void attempt(api.edit({ ...place, text }));
            }}
          />
        )}
        {!message.deleted && !editing && (
          <SurfaceProvider value={surface}>
            <Blocks blocks={blocks} />
            {message.edited && <span className="edited">(edited)</span>}
          </SurfaceProvider>
        )}
        {!message.deleted && (message.files ?? []).length > 0 && (
          <p className="files">
            {(message.files ?? []).map(({ id, name: file, title }) =>
              // What people send has a name and nothing in it; the bot's files can be read.
              bot ? (
                <a key={id} href={`/files/${id}`} target="_blank" rel="noreferrer">
                  {title || file} ({file})
                </a>
              ) : (
                <span key={id}>{file}</span>
              ),
            )}
          </p>
        )}
        {(message.reactions ?? []).length > 0 && (
          <p className="reactions">
            {(message.reactions ?? []).map(({ name, users }) => (
              <span key={name} title={`:${name}: ${users.map((u) => userName(workspace, u)).join(", ")}`}>
                {emoji(`:${name}:`)} {users.length}
              </span>
            ))}
          </p>
        )}
        {onThread && (message.reply_count ?? 0) > 0 && (
          <ReplyLink message={message} fresh={fresh} onOpen={() => onThread(ts)} />
        )}
      </div>
      {!message.deleted && !editing && (
        <MessageActions
          message={message}
          channel={channel}
          onReply={onThread && !message.ephemeral ? () => onThread(thread) : undefined}
          onEdit={() => setEditing(true)}
          onDelete={() => setDeleting(true)}
        />
      )}
      {deleting && (
        <ConfirmDialog
          confirm={deletion}
          onNo={() => setDeleting(false)}
          onYes={() => {
            setDeleting(false);
            void attempt(api.remove(place));
          }}
        />
      )}
    </article>
  );
}
