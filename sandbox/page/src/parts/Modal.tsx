import { useCallback, useMemo, useState } from "react";
import * as api from "../api";
import { useDesk } from "../context";
import { FormProvider } from "../form";
import { SurfaceProvider } from "../pressing";
import type { View } from "../types";
import { Blocks } from "./Blocks";
import { Dialog } from "./Dialog";
import { Icon } from "./Icon";

const optionKinds = ["static_select", "radio_buttons", "datetimepicker"];

// What was typed into the fields that the view has now. A field that was not
// touched keeps what the view came with; no choice is not a choice to send.
function heldOf(view: View, typed: api.Values): api.Values {
  const values: api.Values = {};
  for (const block of view.blocks) {
    const action = block.element?.action_id;
    if (block.type !== "input" || !block.element || !block.block_id || !action) continue;
    const value = typed[block.block_id]?.[action];
    if (value === undefined) continue;
    if (value === "" && optionKinds.includes(block.element.type)) continue;
    values[block.block_id] = { [action]: value };
  }
  return values;
}

// A modal keeps what was typed while the bot updates the view around it.
export function Modal({ view }: { view: View }) {
  const { actor, changed } = useDesk();
  const [typed, setTyped] = useState<api.Values>({});
  const [errors, setErrors] = useState<Record<string, string>>({});
  const [problem, setProblem] = useState("");
  const [busy, setBusy] = useState(false);

  const set = useCallback((block: string, action: string, value: string | string[]) => {
    setTyped((old) => ({ ...old, [block]: { ...old[block], [action]: value } }));
    setErrors(({ [block]: _, ...rest }) => rest);
  }, []);

  const attempt = async (deed: () => Promise<Record<string, string> | object>) => {
    if (busy) return;
    setBusy(true);
    setProblem("");
    try {
      setErrors((await deed()) as Record<string, string>);
    } catch (error) {
      setProblem((error as Error).message);
    } finally {
      setBusy(false);
      changed("views");
    }
  };

  const send = () => attempt(() => api.submit(actor.id, view.id, heldOf(view, typed)));
  const leave = () =>
    attempt(async () => {
      await api.close(actor.id, view.id);
      return {};
    });

  const form = useMemo(
    () => ({ values: typed, errors, set, held: () => heldOf(view, typed) }),
    [view, typed, errors, set],
  );
  const surface = useMemo(() => ({ view_id: view.id }), [view.id]);
  const title = view.title?.text ?? "";

  return (
    <Dialog label={title} className="modal" testid="modal" onClose={() => void leave()}>
      <form
        noValidate
        onSubmit={(event) => {
          event.preventDefault();
          void send();
        }}
      >
        <header className="modal-head">
          <h2>{title}</h2>
          <button
            type="button"
            className="icon-button"
            aria-label="Close"
            data-testid="modal-close"
            onClick={() => void leave()}
          >
            <Icon name="close" />
          </button>
        </header>
        <div className="modal-body">
          <FormProvider value={form}>
            <SurfaceProvider value={surface}>
              <Blocks blocks={view.blocks} />
            </SurfaceProvider>
          </FormProvider>
          {problem && (
            <p className="input-error" role="alert">
              {problem}
            </p>
          )}
        </div>
        <footer className="dialog-foot">
          <button type="button" className="button" onClick={() => void leave()}>
            {view.close?.text ?? "Cancel"}
          </button>
          {view.submit && (
            <button
              type="submit"
              className={busy ? "button button-primary button-busy" : "button button-primary"}
              data-testid="modal-submit"
              aria-disabled={busy || undefined}
            >
              {view.submit.text}
            </button>
          )}
        </footer>
      </form>
    </Dialog>
  );
}
