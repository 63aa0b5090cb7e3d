import { useEffect, useRef, useState, type ReactNode } from "react";

export interface MenuItem {
  key: string;
  label: string;
  detail?: string;
  danger?: boolean;
  run: () => void;
}

interface Props {
  label: string;
  className: string;
  testid?: string;
  busy?: boolean; // then it opens nothing, and keeps the focus
  items: MenuItem[];
  children: ReactNode;
}

// A button that opens a list of things to do: arrow keys move, Escape closes.
export function Menu({ label, className, testid, busy, items, children }: Props) {
  const [open, setOpen] = useState(false);
  const [up, setUp] = useState(false);
  const root = useRef<HTMLSpanElement>(null);
  const list = useRef<HTMLDivElement>(null);
  const trigger = useRef<HTMLButtonElement>(null);

  useEffect(() => {
    if (!open) return;
    list.current?.querySelector("button")?.focus();
    const away = (event: PointerEvent) => {
      if (!root.current?.contains(event.target as Node)) setOpen(false);
    };
    document.addEventListener("pointerdown", away);
    return () => document.removeEventListener("pointerdown", away);
  }, [open]);

  const show = () => {
    if (busy) return;
    const box = trigger.current?.getBoundingClientRect();
    setUp(!!box && box.bottom + 44 * items.length + 16 > window.innerHeight && box.top > 200);
    setOpen(!open);
  };

  const shut = () => {
    setOpen(false);
    trigger.current?.focus();
  };

  const onKeyDown = (event: React.KeyboardEvent) => {
    if (event.key === "Escape" && open) {
      event.preventDefault();
      event.stopPropagation();
      shut();
    }
    if (event.key !== "ArrowDown" && event.key !== "ArrowUp") return;
    event.preventDefault();
    const buttons = [...(list.current?.querySelectorAll("button") ?? [])];
    const at = buttons.indexOf(document.activeElement as HTMLButtonElement);
    const step = event.key === "ArrowDown" ? 1 : -1;
    buttons[(at + step + buttons.length) % buttons.length]?.focus();
  };

  return (
    <span className={open ? "menu menu-open" : "menu"} ref={root} onKeyDown={onKeyDown}>
      <button
        ref={trigger}
        type="button"
        className={className}
        aria-label={label}
        aria-haspopup="menu"
        aria-expanded={open}
        title={label}
        data-testid={testid}
        aria-disabled={busy || undefined}
        onClick={show}
      >
        {children}
      </button>
      {open && (
        <div ref={list} className={up ? "menu-list menu-up" : "menu-list"} role="menu">
          {items.map((item) => (
            <button
              key={item.key}
              type="button"
              role="menuitem"
              className={item.danger ? "menu-item menu-danger" : "menu-item"}
              data-testid={`menu-${item.key}`}
              onClick={() => {
                shut();
                item.run();
              }}
            >
              {item.label}
              {item.detail && <small>{item.detail}</small>}
            </button>
          ))}
        </div>
      )}
    </span>
  );
}
