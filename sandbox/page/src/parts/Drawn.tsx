import { useMemo } from "react";
import { Message, type Block as LibraryBlock, type MessageProps } from "slack-blocks-to-jsx";
import { useDesk } from "../context";
import { drawable } from "../drawable";
import { placeOfLink } from "../place";
import { dateOf, inText } from "../time";
import { Guard } from "./Guard";
import type { Block } from "../types";

const safe = /^(https?:|mailto:)/i;

// Links in a markdown block know nothing of the hooks below.
function openOutside(event: React.MouseEvent) {
  const link = (event.target as HTMLElement).closest("a");
  if (!link || link.origin === location.origin) return;
  link.target = "_blank";
  link.rel = "noopener noreferrer";
}

// Drawn shows blocks that nobody can press.
export function Drawn({ blocks }: { blocks: Block[] }) {
  const { workspace, actor, theme, openChannel } = useDesk();

  const data = useMemo<MessageProps["data"]>(
    () => ({
      users: [
        ...workspace.users.map((u) => ({ id: u.id, name: u.real_name })),
        { id: workspace.bot.user_id, name: workspace.bot.name },
      ],
      channels: workspace.channels.map((c) => ({ id: c.id, name: c.name })),
    }),
    [workspace],
  );

  const hooks = useMemo<MessageProps["hooks"]>(
    () => ({
      user: ({ id, name }) => (
        <span className={id === actor.id ? "mention mention-me" : "mention"}>@{name}</span>
      ),
      channel: ({ id, name }) => (
        <a
          className="mention"
          href={`#${actor.id}/${id}`}
          onClick={(event) => {
            event.preventDefault();
            openChannel(id);
          }}
        >
          #{name}
        </a>
      ),
      link: ({ href, children }) =>
        safe.test(href) ? (
          <a
            href={href}
            target="_blank"
            rel="noopener noreferrer"
            onClick={(event) => {
              const place = placeOfLink(href);
              if (!place) return;
              event.preventDefault();
              openChannel(place.channel, place.thread);
            }}
          >
            {children}
          </a>
        ) : (
          <span>{children}</span>
        ),
      date: ({ timestamp, format }) => inText(dateOf(String(timestamp)), format),
    }),
    [actor.id, openChannel],
  );

  const plain = useMemo(() => blocks.map(drawable), [blocks]);

  return (
    <div onClickCapture={openOutside}>
      <Guard>
        <Message
          // It reads names and hooks once, so other names need another one.
          key={`${actor.id} ${workspace.users.length} ${workspace.channels.length}`}
          blocks={plain as unknown as LibraryBlock[]}
          name=""
          logo=""
          theme={theme}
          data={data}
          hooks={hooks}
          withoutWrapper
        />
      </Guard>
    </div>
  );
}
