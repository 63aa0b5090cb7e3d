import { useDesk } from "../context";

// Each is dark enough for white initials (4.5:1). Neighbours differ clearly.
const colours = [
  "#7a3e9d", "#1f6f8b", "#b0413e", "#3f6b2a", "#3b5ba5", "#90502c",
  "#a03a6b", "#2f6f62", "#8a5a00", "#5a5f9e", "#5c5f1c", "#6d4a4a",
];

function initials(name: string): string {
  const words = name.trim().split(/\s+/);
  const first = words[0]?.[0] ?? "?";
  const last = words.length > 1 ? (words[words.length - 1]?.[0] ?? "") : "";
  return (first + last).toUpperCase();
}

interface Props {
  id: string;
  name: string;
  bot?: boolean;
  size?: number;
}

export function Avatar({ id, name, bot = false, size = 36 }: Props) {
  const { users } = useDesk().workspace;
  const at = Math.max(0, users.findIndex((u) => u.id === id));
  const style = {
    width: size,
    height: size,
    fontSize: bot ? size * 0.6 : size * 0.38,
    background: bot ? undefined : colours[at % colours.length],
  };
  return (
    <span className={bot ? "avatar avatar-bot" : "avatar"} style={style} aria-hidden="true">
      {bot ? (name[0] ?? "?").toLowerCase() : initials(name)}
    </span>
  );
}
