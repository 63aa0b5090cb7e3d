import { createContext, useContext, useState } from "react";
import type { Surface } from "./api";
import * as api from "./api";
import { useDesk } from "./context";
import { useForm } from "./form";
import type { Block, Element } from "./types";

const SurfaceContext = createContext<Surface | null>(null);

export const SurfaceProvider = SurfaceContext.Provider;

export interface Pressing {
  busy: boolean;
  press: (selected?: string | string[]) => Promise<void>;
}

// usePress sends one element's press to the bot, once at a time.
export function usePress(element: Element, block: Block): Pressing {
  const surface = useContext(SurfaceContext);
  const { actor, toast, changed } = useDesk();
  const form = useForm();
  const [busy, setBusy] = useState(false);

  const press = async (selected?: string | string[]) => {
    if (!surface || busy) return;
    setBusy(true);
    try {
      await api.press(actor.id, surface, {
        action_id: element.action_id ?? "",
        block_id: block.block_id,
        selected,
        values: form?.held(),
      });
    } catch (error) {
      toast((error as Error).message);
    } finally {
      setBusy(false);
    }
    changed("channel" in surface ? surface.channel : "views");
  };
  return { busy, press };
}
