const known: Record<string, string> = {
  white_check_mark: "✅", heavy_check_mark: "✔️", x: "❌", warning: "⚠️", question: "❓",
  raising_hand: "🙋", thumbsup: "👍", "+1": "👍", thumbsdown: "👎", "-1": "👎", eyes: "👀",
  wave: "👋", tada: "🎉", hourglass: "⌛", hourglass_flowing_sand: "⏳", bell: "🔔",
  no_bell: "🔕", bulb: "💡", memo: "📝", mag: "🔍", link: "🔗", lock: "🔒", star: "⭐",
  calendar: "📅", clock3: "🕒", speech_balloon: "💬", information_source: "ℹ️", ok_hand: "👌",
  books: "📚", bust_in_silhouette: "👤", busts_in_silhouette: "👥", chart_with_upwards_trend: "📈",
  arrow_right: "➡️", arrow_left: "⬅️", pencil2: "✏️", wastebasket: "🗑️", sos: "🆘", pray: "🙏",
};

// Shortcodes in the labels that the page draws itself; unknown ones stay text.
export function emoji(text: string): string {
  return text.replace(/:([a-z0-9_+-]+):/g, (all, name: string) => known[name] ?? all);
}
