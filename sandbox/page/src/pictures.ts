const frame =
  "data:image/svg+xml," +
  encodeURIComponent(
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 88 88" fill="none" stroke="#7d8590"
      stroke-width="3"><rect x="4" y="4" width="80" height="80" rx="8"/><path
      d="M12 66l20-22 16 16 12-12 18 18"/><circle cx="32" cy="28" r="6"/></svg>`,
  );

// The page asks no other host for anything, so only pictures from here count.
export function isLocalPicture(url: string): boolean {
  if (url.startsWith("data:image/")) return true;
  try {
    return new URL(url, location.href).origin === location.origin;
  } catch {
    return false;
  }
}

// A copy of the blocks in which each picture from elsewhere is a drawn frame;
// its alternative text stays.
export function withLocalPictures<T>(value: T): T {
  if (Array.isArray(value)) return value.map(withLocalPictures) as T;
  if (value === null || typeof value !== "object") return value;
  const copy: Record<string, unknown> = {};
  for (const [key, inner] of Object.entries(value)) {
    const remote = key === "image_url" && typeof inner === "string" && !isLocalPicture(inner);
    copy[key] = remote ? frame : withLocalPictures(inner);
  }
  return copy as T;
}
