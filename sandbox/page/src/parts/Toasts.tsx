import { useEffect, useRef } from "react";
import { Icon } from "./Icon";

export interface Toast {
  id: number;
  sentence: string;
}

export function Toasts({ toasts, onClose }: { toasts: Toast[]; onClose: (id: number) => void }) {
  const ref = useRef<HTMLDivElement>(null);

  // A popover that is shown again lies above a modal that was opened since.
  useEffect(() => {
    const box = ref.current;
    if (!box) return;
    if (box.matches(":popover-open")) box.hidePopover();
    if (toasts.length > 0) box.showPopover();
  }, [toasts]);

  return (
    <div ref={ref} popover="manual" className="toasts" role="status" aria-live="polite">
      {toasts.map((toast) => (
        <div key={toast.id} className="toast" data-testid="toast">
          <Icon name="warning" />
          <span>{toast.sentence}</span>
          <button
            type="button"
            className="icon-button"
            aria-label="Dismiss"
            onClick={() => onClose(toast.id)}
          >
            <Icon name="close" size={16} />
          </button>
        </div>
      ))}
    </div>
  );
}
