import type { Mark } from "../hooks/useUnread";

// A red number for what notified, a dot for what is merely new.
export function Badge({ mark }: { mark: Mark }) {
  if (mark.badge > 0) {
    return (
      <span className="badge">
        {mark.badge > 99 ? "99+" : mark.badge}
        <span className="visually-hidden"> new for you</span>
      </span>
    );
  }
  if (mark.count > 0) {
    return (
      <span className="dot">
        <span className="visually-hidden">unread</span>
      </span>
    );
  }
  return null;
}
