import { useEffect, useState } from "react";

export type Theme = "light" | "dark";

const dark = window.matchMedia("(prefers-color-scheme: dark)");
const key = "sandbox-theme";

function chosen(): Theme | null {
  const value = localStorage.getItem(key);
  return value === "light" || value === "dark" ? value : null;
}

// Set before anything is drawn, so that the page does not flash.
document.documentElement.dataset.theme = chosen() ?? (dark.matches ? "dark" : "light");

// useTheme follows the system until the person chooses, then remembers that.
export function useTheme(): [Theme, () => void] {
  const [choice, setChoice] = useState(chosen);
  const [system, setSystem] = useState<Theme>(dark.matches ? "dark" : "light");
  const theme = choice ?? system;

  useEffect(() => {
    const follow = (event: MediaQueryListEvent) => setSystem(event.matches ? "dark" : "light");
    dark.addEventListener("change", follow);
    return () => dark.removeEventListener("change", follow);
  }, []);

  useEffect(() => {
    document.documentElement.dataset.theme = theme;
  }, [theme]);

  const toggle = () => {
    const next = theme === "dark" ? "light" : "dark";
    localStorage.setItem(key, next);
    setChoice(next);
  };
  return [theme, toggle];
}
