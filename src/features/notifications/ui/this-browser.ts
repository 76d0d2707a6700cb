import type { DeviceBody } from "#src/features/notifications/schema.ts";

/** What this browser can do for push messages; `hash` is of the address at which it gets them. */
export type ThisBrowser =
  | { state: "unsupported" }
  /** iPhones and iPads show messages of pages on the home screen only. */
  | { state: "needs-home-screen" }
  | { state: "blocked" }
  | { state: "off" }
  | { state: "on"; hash: string };

const workerPath = "/sw.js";
const waitMs = 2_000;

export async function readThisBrowser(): Promise<ThisBrowser> {
  if (!("serviceWorker" in navigator && "PushManager" in window && "Notification" in window)) {
    return { state: isAppleTouch() ? "needs-home-screen" : "unsupported" };
  }
  if (Notification.permission === "denied") return { state: "blocked" };
  const subscription = await findSubscription();
  return subscription ? { state: "on", hash: await hashOf(subscription.endpoint) } : { state: "off" };
}

/** Undefined when the person did not allow it. Call it from a press: browsers ask for permission only then. */
export async function subscribeThisBrowser(publicKey: string): Promise<DeviceBody | undefined> {
  if ((await Notification.requestPermission()) !== "granted") return undefined;
  await navigator.serviceWorker.register(workerPath);
  const { pushManager } = await navigator.serviceWorker.ready;
  // One that was made with other keys takes no messages of this program.
  await (await pushManager.getSubscription())?.unsubscribe();
  const subscription = await pushManager.subscribe({ userVisibleOnly: true, applicationServerKey: publicKey });
  const { endpoint, keys } = subscription.toJSON();
  if (!endpoint || !keys?.p256dh || !keys.auth) throw new Error("the browser gave no keys");
  return { endpoint, keys: { p256dh: keys.p256dh, auth: keys.auth } };
}

export async function unsubscribeThisBrowser(): Promise<void> {
  await (await findSubscription())?.unsubscribe();
}

/** The address at which this browser gets push messages, where it does and says so in time: a sign-out asks. */
export function findPushEndpoint(): Promise<string | undefined> {
  return inTime(async () => (await findSubscription())?.endpoint);
}

/** After a sign-out the server sends nothing here any more; the browser's push service need not know in time. */
export async function stopPush(): Promise<void> {
  await inTime(unsubscribeThisBrowser);
}

/** Calls back when the person changes the permission in the browser's own settings. Returns how to stop it. */
export function onPermissionChange(change: () => void): () => void {
  let status: PermissionStatus | undefined;
  let isOver = false;
  navigator.permissions?.query({ name: "notifications" }).then(
    (found) => {
      if (isOver) return;
      status = found;
      status.addEventListener("change", change);
    },
    () => {},
  );
  return () => {
    isOver = true;
    status?.removeEventListener("change", change);
  };
}

export type Family = "iphone" | "firefox" | "safari" | "chrome";

/** By which the way to its settings differs. */
export function browserFamily(): Family {
  const { userAgent } = navigator;
  if (isAppleTouch()) return "iphone";
  if (/Firefox\//.test(userAgent)) return "firefox";
  return /Safari\//.test(userAgent) && !/Chrom(e|ium)\//.test(userAgent) ? "safari" : "chrome";
}

/** An iPad calls itself a Mac, and no Mac has a screen to touch. */
function isAppleTouch(): boolean {
  const { userAgent, maxTouchPoints } = navigator;
  return /iPhone|iPad|iPod/.test(userAgent) || (/Macintosh/.test(userAgent) && maxTouchPoints > 1);
}

/** Undefined where it fails or takes longer than somebody who leaves would wait. */
async function inTime<T>(work: () => Promise<T>): Promise<T | undefined> {
  let timer: ReturnType<typeof setTimeout> | undefined;
  const late = new Promise<undefined>((resolve) => {
    timer = setTimeout(() => resolve(undefined), waitMs);
  });
  return Promise.race([work(), late])
    .catch(() => undefined)
    .finally(() => clearTimeout(timer));
}

async function findSubscription(): Promise<PushSubscription | null> {
  const registration = await navigator.serviceWorker.getRegistration();
  return (await registration?.pushManager.getSubscription()) ?? null;
}

async function hashOf(endpoint: string): Promise<string> {
  const bytes = new Uint8Array(await crypto.subtle.digest("SHA-256", new TextEncoder().encode(endpoint)));
  const base64 = btoa(String.fromCharCode(...bytes));
  return base64.replaceAll("+", "-").replaceAll("/", "_").replaceAll("=", "");
}
