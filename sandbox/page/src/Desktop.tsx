import { useCallback, useEffect, useMemo, useState } from "react";
import * as api from "./api";
import { DeskProvider, type Desk } from "./context";
import { useLoaded } from "./hooks/useLoaded";
import { usePlace } from "./hooks/usePlace";
import { useStream } from "./hooks/useStream";
import { useTheme } from "./hooks/useTheme";
import { useToasts } from "./hooks/useToasts";
import { markKey, nothingNew, useUnread } from "./hooks/useUnread";
import { ChannelHead, type Tab } from "./parts/ChannelHead";
import { Conversation } from "./parts/Conversation";
import { HomePane } from "./parts/HomePane";
import { Modal } from "./parts/Modal";
import { PeopleRail } from "./parts/PeopleRail";
import { Sidebar } from "./parts/Sidebar";
import { ThreadPane } from "./parts/ThreadPane";
import { Toasts } from "./parts/Toasts";
import { TrafficPanel } from "./parts/TrafficPanel";
import { setZone } from "./time";
import type { StreamEvent, Workspace } from "./types";

interface Props {
  workspace: Workspace;
  versionOf: (name: string) => number;
  bump: (name: string) => void;
  reloadState: () => Promise<void>;
}

export function Desktop({ workspace, versionOf, bump, reloadState }: Props) {
  const { place, linked, become, goTo } = usePlace(workspace);
  const [tab, setTab] = useState<Tab>("messages");
  const [thread, setThread] = useState(linked);
  const [drawer, setDrawer] = useState(false);
  const [trafficOpen, setTrafficOpen] = useState(false);
  const [theme, toggleTheme] = useTheme();
  const { toasts, toast, close } = useToasts();

  const actor = workspace.users.find((u) => u.id === place.person);
  const channel = workspace.channels.find((c) => c.id === place.channel);
  const app = channel?.kind === "im";
  setZone(actor?.tz ?? ""); // before anything below writes a time
  const shownTab = app ? tab : "messages";

  const { marks, refresh } = useUnread(workspace, {
    person: place.person,
    channel: shownTab === "messages" ? place.channel : "",
    thread,
  });

  const onEvent = (event: StreamEvent) => {
    if (event.type === "state") {
      // It may have been a reset, after which nothing is as it was.
      void reloadState();
      bump("all");
    } else if (event.type !== "changed") bump(event.type);
    else {
      bump(event.channel ?? "all");
      refresh(event.channel);
    }
  };
  const up = useStream(onEvent, () => {
    void reloadState();
    bump("all");
    refresh();
  });

  useEffect(() => {
    document.title = `${workspace.team.name} · sandbox workspace`;
  }, [workspace.team.name]);

  const enter = useCallback(
    (id: string, thread = "") => {
      goTo(id);
      setThread(thread);
      setDrawer(false);
    },
    [goTo],
  );

  const openChannel = useCallback(
    (id: string, thread?: string) => {
      const wanted = workspace.channels.find((c) => c.id === id);
      if (wanted?.members.includes(place.person)) enter(id, thread);
      else toast(`${actor?.real_name ?? "This person"} is not in #${wanted?.name ?? id}.`);
    },
    [workspace, place.person, actor, enter, toast],
  );

  const switchTo = (id: string) => {
    become(id);
    setThread("");
    setTab("messages");
  };

  const openApp = async () => {
    const known = workspace.channels.find(
      (c) => c.kind === "im" && c.members.includes(place.person),
    );
    try {
      // A wait here would undo what is pressed in the meantime.
      const id = known?.id ?? (await api.directMessage(place.person)).channel;
      if (!known) await reloadState();
      setTab("messages");
      enter(id);
      await api.openTab(place.person, "messages");
    } catch (error) {
      toast((error as Error).message);
    }
  };

  const showTab = (next: Tab) => {
    setTab(next);
    if (next === "home") return; // the Home pane says so itself, for each person
    api.openTab(place.person, next).catch((error: Error) => toast(error.message));
  };

  const reloadActor = async () => {
    await api.reload(place.person).catch((error: Error) => toast(error.message));
    bump("all");
    refresh();
  };

  const changed = useCallback(
    (name: string) => {
      bump(name);
      if (name !== "views") refresh(name);
    },
    [bump, refresh],
  );

  const desk = useMemo<Desk | undefined>(
    () => actor && { workspace, actor, theme, toast, changed, openChannel },
    [workspace, actor, theme, toast, changed, openChannel],
  );

  const views = useLoaded(place.person, versionOf("views"), () => api.views(place.person));
  const top = views.value?.at(-1);

  if (!desk || !actor) return <p className="down">There is nobody in this workspace.</p>;
  const mark = marks[markKey(place.person, place.channel)] ?? nothingNew;
  const waiting = Object.values(marks).reduce((sum, mark) => sum + mark.badge, 0);

  return (
    <DeskProvider value={desk}>
      <div className={thread ? "app app-thread" : "app"}>
        <div className={drawer ? "drawer drawer-open" : "drawer"}>
          <PeopleRail workspace={workspace} actor={actor} marks={marks} onSwitch={switchTo} />
          <Sidebar
            workspace={workspace}
            actor={actor}
            marks={marks}
            channel={place.channel}
            onChannel={openChannel}
            onApp={() => void openApp()}
            onReload={() => void reloadActor()}
          />
        </div>
        {drawer && (
          <button
            type="button"
            className="scrim"
            aria-label="Close the list of channels"
            onClick={() => setDrawer(false)}
          />
        )}
        <div className="stage">
          {!up && (
            <p className="offline" role="status">
              The sandbox does not answer. Trying again…
            </p>
          )}
          {channel ? (
            <div className="panes">
              <main className="pane">
                <ChannelHead
                  channel={channel}
                  tab={shownTab}
                  trafficOpen={trafficOpen}
                  unread={waiting}
                  onTab={showTab}
                  onMenu={() => setDrawer(true)}
                  onTraffic={() => setTrafficOpen(!trafficOpen)}
                  onTheme={toggleTheme}
                />
                {shownTab === "home" ? (
                  <HomePane version={versionOf("home")} />
                ) : (
                  <Conversation
                    channel={channel}
                    version={versionOf(channel.id)}
                    freshThreads={mark.threads}
                    onThread={setThread}
                  />
                )}
              </main>
              {thread && shownTab === "messages" && (
                <ThreadPane
                  channel={channel}
                  thread={thread}
                  version={versionOf(channel.id)}
                  onClose={() => setThread("")}
                />
              )}
            </div>
          ) : (
            <p className="down">{actor.real_name} is in no channel.</p>
          )}
          {trafficOpen && (
            <TrafficPanel version={versionOf("traffic")} onClose={() => setTrafficOpen(false)} />
          )}
        </div>
      </div>
      {top && <Modal key={top.id} view={top} />}
      <Toasts toasts={toasts} onClose={close} />
    </DeskProvider>
  );
}
