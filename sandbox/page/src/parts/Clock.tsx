import { useEffect, useState } from "react";
import * as api from "../api";
import { useDesk } from "../context";
import { now, onTheWall } from "../time";
import { Icon } from "./Icon";
import { Menu } from "./Menu";

// What the workspace's clock shows, and the ways to move it on. Waits that would take hours can so be
// watched at once. There is no way back: what has happened has happened.
export function Clock() {
  const { workspace, actor, toast } = useDesk();
  const [shown, setShown] = useState(() => onTheWall(now()));

  useEffect(() => {
    const show = () => setShown(onTheWall(now()));
    show();
    const tick = setInterval(show, 1000);
    return () => clearInterval(tick);
  }, [workspace.clock.now]);

  if (!workspace.clock.movable) return null;
  const move = (how: { by: string } | { to: "morning" }) => () => {
    api.moveClock(actor.id, how).catch((error: Error) => toast(error.message));
  };
  return (
    <Menu
      label="Move the clock of this workspace"
      className="head-button"
      testid="clock"
      items={[
        { key: "clock-quarter", label: "15 minutes later", run: move({ by: "15m" }) },
        { key: "clock-hour", label: "An hour later", run: move({ by: "1h" }) },
        {
          key: "clock-morning",
          label: "The next morning",
          detail: "Nine o\u2019clock. Reminders and timeouts until then happen on the way.",
          run: move({ to: "morning" }),
        },
      ]}
    >
      <Icon name="clock" />
      <span className="not-phone">{shown}</span>
    </Menu>
  );
}
