import type { User, Workspace, Element, Option } from "../types";

export interface Choice {
  value: string;
  label: string;
  detail?: string;
  group?: string;
}

function choice(option: Option, group?: string): Choice {
  return {
    value: option.value ?? "",
    label: option.text.text,
    detail: option.description?.text,
    group,
  };
}

function person(user: User): Choice {
  return { value: user.id, label: user.real_name, detail: user.title };
}

// What a person can choose in an element, whatever its kind.
export function choicesOf(element: Element, workspace: Workspace, actor: User): Choice[] {
  if (element.type.includes("users_select")) {
    return workspace.users.filter((u) => !u.is_bot && !u.deleted).map(person);
  }
  if (/conversations_select|channels_select/.test(element.type)) {
    const mine = element.type.includes("conversations_select");
    return workspace.channels
      .filter((c) => c.kind !== "im" && !c.archived)
      .filter((c) => c.kind === "public" || (mine && c.members.includes(actor.id)))
      .map((c) => ({ value: c.id, label: `#${c.name}` }));
  }
  const grouped = (element.option_groups ?? []).flatMap((group) =>
    group.options.map((option) => choice(option, group.label.text)),
  );
  return [...(element.options ?? []).map((option) => choice(option)), ...grouped];
}

// What is chosen before the person does anything.
export function initialOf(element: Element): string | string[] {
  if (element.type === "checkboxes" || element.type.startsWith("multi_")) {
    const options = (element.initial_options ?? []).map((o) => o.value ?? "");
    const { initial_users, initial_channels, initial_conversations } = element;
    return initial_users ?? initial_channels ?? initial_conversations ?? options;
  }
  return (
    element.initial_value ??
    element.initial_option?.value ??
    element.initial_user ??
    element.initial_channel ??
    element.initial_conversation ??
    element.initial_date ??
    element.initial_time ??
    element.initial_date_time?.toString() ??
    ""
  );
}
