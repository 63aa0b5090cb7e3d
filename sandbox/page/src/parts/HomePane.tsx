import { useEffect, useMemo } from "react";
import * as api from "../api";
import { useDesk } from "../context";
import { useLoaded } from "../hooks/useLoaded";
import { SurfaceProvider } from "../pressing";
import { Blocks } from "./Blocks";

// The app's Home tab. Opening it tells the bot, which then publishes the view.
export function HomePane({ version }: { version: number }) {
  const { actor, workspace, toast } = useDesk();
  const { value: view, error } = useLoaded(actor.id, version, () => api.home(actor.id));

  useEffect(() => {
    api.openTab(actor.id, "home").catch((error: Error) => toast(error.message));
  }, [actor.id, toast]);

  const surface = useMemo(() => ({ view_id: view?.id ?? "" }), [view?.id]);
  return (
    <div className="messages home" tabIndex={0} data-testid="home" role="tabpanel" aria-label="Home">
      {view && (
        <SurfaceProvider value={surface}>
          <Blocks key={view.hash} blocks={view.blocks} />
        </SurfaceProvider>
      )}
      {view === null && (
        <p className="muted">{workspace.bot.name} has not put anything here yet.</p>
      )}
      {error && <p className="note">{error}</p>}
    </div>
  );
}
