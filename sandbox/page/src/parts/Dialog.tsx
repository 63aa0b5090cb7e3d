import { useEffect, useRef, type ReactNode } from "react";

interface Props {
  label: string;
  className?: string;
  testid?: string;
  onClose: () => void;
  children: ReactNode;
}

// The browser's own modal dialog keeps the focus inside and makes the rest of
// the page inert. The first field has the focus, or what is marked data-first. Escape only asks: whoever opened the dialog takes it away.
export function Dialog({ label, className = "", testid, onClose, children }: Props) {
  const ref = useRef<HTMLDialogElement>(null);

  useEffect(() => {
    const dialog = ref.current;
    if (!dialog) return;
    const before = document.activeElement;
    dialog.showModal();
    dialog.querySelector<HTMLElement>(".field, [data-first]")?.focus();
    return () => {
      dialog.close();
      if (before instanceof HTMLElement) before.focus();
    };
  }, []);

  return (
    <dialog
      ref={ref}
      className={`dialog ${className}`}
      aria-label={label}
      aria-modal="true"
      data-testid={testid}
      onCancel={(event) => {
        event.preventDefault();
        onClose();
      }}
      onKeyDown={(event) => {
        // A second Escape would close the dialog past onCancel.
        if (event.key !== "Escape") return;
        event.preventDefault();
        event.stopPropagation();
        onClose();
      }}
    >
      {children}
    </dialog>
  );
}
