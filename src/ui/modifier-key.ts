import { useSyncExternalStore } from "react";

/** The key of shortcuts on this device: "⌘" on Apple's, else "Ctrl". The server renders the latter. */
export function useModifierKey(): "⌘" | "Ctrl" {
  return useSyncExternalStore(subscribe, onDevice, onServer);
}

const subscribe = () => () => {};
const onDevice = () => (/Mac|iPhone|iPad/.test(navigator.platform) ? "⌘" : "Ctrl");
const onServer = () => "Ctrl" as const;
