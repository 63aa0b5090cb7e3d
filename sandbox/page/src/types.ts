// The shapes of the sandbox's control API, and as much of Block Kit as the
// page draws itself. docs/sandbox.md is the reference for the former.

export type Role = "asker" | "expert" | "manager" | "curator" | "";

export interface User {
  id: string;
  name: string;
  real_name: string;
  title: string;
  role: Role;
  tz: string;
  is_bot: boolean;
  deleted: boolean;
  guest: boolean;
}

export interface Channel {
  id: string;
  name: string;
  kind: "public" | "private" | "im";
  members: string[];
  topic: string;
  archived: boolean;
}

export interface Command {
  name: string;
  hint: string;
  description: string;
}

export interface Shortcut {
  callback_id: string;
  name: string;
}

export interface Workspace {
  team: { id: string; name: string };
  bot: { user_id: string; bot_id: string; name: string };
  commands: Command[];
  shortcuts: Shortcut[];
  users: User[];
  channels: Channel[];
  // What the workspace's clock shows, in milliseconds, and whether it can be moved.
  clock: { now: number; movable: boolean };
}

export interface Message {
  ts: string;
  thread_ts?: string;
  user?: string;
  bot_id?: string;
  username?: string;
  text: string;
  blocks?: Block[] | null;
  ephemeral?: boolean;
  edited?: boolean;
  deleted?: boolean;
  broadcast?: boolean;
  reply_count?: number;
  reply_users?: string[] | null;
  latest_reply?: string;
  reactions?: { name: string; users: string[] }[] | null;
  notified?: string[] | null;
  files?: { id: string; name: string; title?: string }[] | null;
}

export interface View {
  id: string;
  hash: string;
  type: "modal" | "home";
  title?: Text;
  submit?: Text;
  close?: Text;
  blocks: Block[];
}

export interface TrafficEntry {
  n: number;
  at: string | number;
  from: "bot" | "slack";
  kind: string;
  name: string;
  status: string | number;
  ms: number;
  request?: unknown;
  response?: unknown;
}

export interface StreamEvent {
  type: "changed" | "views" | "home" | "traffic" | "state";
  channel?: string;
  user?: string;
}

export interface Text {
  type: "plain_text" | "mrkdwn";
  text: string;
}

export interface Option {
  text: Text;
  value?: string;
  url?: string;
  description?: Text;
}

export interface OptionGroup {
  label: Text;
  options: Option[];
}

export interface Confirm {
  title: Text;
  text: Text;
  confirm: Text;
  deny: Text;
  style?: "primary" | "danger";
}

// An element of any kind: which of the fields mean something depends on type.
export interface Element {
  type: string;
  action_id?: string;
  text?: Text;
  value?: string;
  url?: string;
  style?: "primary" | "danger";
  confirm?: Confirm;
  accessibility_label?: string;
  placeholder?: Text;
  options?: Option[];
  option_groups?: OptionGroup[];
  initial_option?: Option;
  initial_options?: Option[];
  initial_user?: string;
  initial_users?: string[];
  initial_channel?: string;
  initial_conversation?: string;
  initial_value?: string;
  initial_date?: string;
  initial_time?: string;
  initial_date_time?: number;
  initial_channels?: string[];
  initial_conversations?: string[];
  multiline?: boolean;
  max_length?: number;
  min_length?: number;
  min_value?: string;
  max_value?: string;
  is_decimal_allowed?: boolean;
  focus_on_load?: boolean;
  image_url?: string;
  alt_text?: string;
  positive_button?: Element;
  negative_button?: Element;
  visible_to_user_ids?: string[];
}

export interface Cell {
  type: "raw_text" | "raw_number" | "rich_text";
  text?: string;
  elements?: unknown[];
}

export interface Block {
  type: string;
  block_id?: string;
  text?: Text | string;
  title?: Text | string;
  level?: number;
  label?: Text;
  hint?: Text;
  optional?: boolean;
  fields?: Text[];
  accessory?: Element;
  element?: Element;
  elements?: Element[];
  image_url?: string;
  slack_file?: { id?: string; url?: string };
  alt_text?: string;
  title_url?: string;
  rows?: Cell[][];
  caption?: string;
  page_size?: number;
  dispatch_action?: boolean;
}
