import { Dialog } from "./Dialog";
import type { Confirm } from "../types";

interface Props {
  confirm: Confirm;
  onYes: () => void;
  onNo: () => void;
}

export function ConfirmDialog({ confirm, onYes, onNo }: Props) {
  const style = confirm.style === "danger" ? "button button-danger" : "button button-primary";
  return (
    <Dialog label={confirm.title.text} className="confirm" testid="confirm" onClose={onNo}>
      <h2>{confirm.title.text}</h2>
      <p>{confirm.text.text}</p>
      <div className="dialog-foot">
        <button type="button" className="button" data-testid="confirm-no" onClick={onNo}>
          {confirm.deny.text}
        </button>
        <button type="button" className={style} data-testid="confirm-yes" data-first onClick={onYes}>
          {confirm.confirm.text}
        </button>
      </div>
    </Dialog>
  );
}
