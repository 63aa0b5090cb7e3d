import { Avatar } from "./Avatar";
import { Badge } from "./Badge";
import { nothingNew, type Marks } from "../hooks/useUnread";
import type { Role, User, Workspace } from "../types";

const groups: { role: Role; label: string }[] = [
  { role: "asker", label: "Askers" },
  { role: "expert", label: "Experts" },
  { role: "manager", label: "Manager" },
  { role: "curator", label: "Curator" },
  { role: "", label: "Others" },
];

interface Props {
  workspace: Workspace;
  actor: User;
  marks: Marks;
  onSwitch: (id: string) => void;
}

function total(marks: Marks, person: string) {
  const sum = { ...nothingNew };
  for (const [key, mark] of Object.entries(marks)) {
    if (!key.startsWith(`${person} `)) continue;
    sum.count += mark.count;
    sum.badge += mark.badge;
  }
  return sum;
}

// The people one can be. Each shows what waits for them, so that a
// conversation between several of them can be followed from one window.
export function PeopleRail({ workspace, actor, marks, onSwitch }: Props) {
  const people = workspace.users.filter((u) => !u.is_bot);
  return (
    <nav className="rail" aria-label="Acting as" data-testid="actor-switch">
      <p className="rail-title">Acting as</p>
      {groups.map(({ role, label }) => {
        const members = people.filter((u) => (u.role || "") === role);
        if (members.length === 0) return null;
        return (
          <section key={role} className="rail-group" aria-label={label}>
            <h2 className="rail-label">{label}</h2>
            {members.map((user) => (
              <button
                key={user.id}
                type="button"
                className="rail-person"
                data-testid={`actor-${user.id}`}
                aria-pressed={user.id === actor.id}
                disabled={user.deleted}
                title={user.title ? `${user.real_name}, ${user.title}` : user.real_name}
                onClick={() => onSwitch(user.id)}
              >
                <span className="rail-avatar">
                  <Avatar id={user.id} name={user.real_name} size={34} />
                  <Badge mark={total(marks, user.id)} />
                </span>
                <span className="rail-name">{user.real_name.split(" ")[0]}</span>
              </button>
            ))}
          </section>
        );
      })}
    </nav>
  );
}
