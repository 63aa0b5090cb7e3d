import { createContext, useContext } from "react";
import type { Theme } from "./hooks/useTheme";
import type { User, Workspace } from "./types";

// What nearly every part of the page needs to know.
export interface Desk {
  workspace: Workspace;
  actor: User;
  theme: Theme;
  // Shows a sentence for a while.
  toast: (sentence: string) => void;
  // Fetches what is on the screen again after something was done.
  changed: (name: string) => void;
  openChannel: (id: string, thread?: string) => void;
}

const Context = createContext<Desk | null>(null);

export const DeskProvider = Context.Provider;

export function useDesk(): Desk {
  const desk = useContext(Context);
  if (!desk) throw new Error("a part of the page was drawn outside its desk");
  return desk;
}

export function userName(workspace: Workspace, id: string): string {
  if (id === workspace.bot.user_id) return workspace.bot.name;
  return workspace.users.find((u) => u.id === id)?.real_name ?? id;
}
