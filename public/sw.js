/** Shows push messages, and opens what they are about. A browser registers it when somebody adds it for their messages. */
const home = "/dashboard";

self.addEventListener("install", () => self.skipWaiting());

self.addEventListener("push", (event) => {
  const { title, body, path, id } = messageOf(event.data);
  // A repeat has the same id and takes the place of the first.
  event.waitUntil(self.registration.showNotification(title, { body, tag: id, data: { path } }));
});

self.addEventListener("notificationclick", (event) => {
  event.notification.close();
  event.waitUntil(show(event.notification.data?.path));
});

/** Push services give a browser another address now and then. */
self.addEventListener("pushsubscriptionchange", (event) => event.waitUntil(tellNewAddress(event)));

/**
 * Tells the program, as whoever is signed in here, by the cookies that go with every request to it. It takes the new
 * address only where the old one was that person's. Otherwise nobody gets messages here until they are switched on again.
 */
async function tellNewAddress({ oldSubscription, newSubscription }) {
  if (!oldSubscription) return;
  const subscription = newSubscription ?? (await self.registration.pushManager.subscribe(oldSubscription.options));
  const { endpoint, keys } = subscription.toJSON();
  const change = { replaces: oldSubscription.endpoint, endpoint, keys: { p256dh: keys.p256dh, auth: keys.auth } };
  const tell = () => send("PUT", "/api/notifications/devices", change);
  let answer = await tell();
  // A page that was closed for some minutes renews its session first, and so does this.
  if (answer.status === 401 && (await send("POST", "/api/auth/refresh", {})).ok) answer = await tell();
  if (answer.status === 401 || answer.status === 403 || answer.status === 404) await subscription.unsubscribe();
}

function send(method, path, body) {
  return fetch(path, {
    method,
    credentials: "same-origin",
    headers: { "content-type": "application/json" },
    body: JSON.stringify(body),
  });
}

/** Browsers take the permission from whoever shows nothing, so a message that cannot be read is shown too. */
function messageOf(data) {
  try {
    const { title, body, path, id } = data.json();
    return { title: String(title), body: String(body), path, id: String(id) };
  } catch {
    return { title: "Competency", body: "There is news for you.", path: home, id: "unread" };
  }
}

/** A window that shows the page comes to the front. Others may hold something half written, so they stay as they are. */
async function show(path) {
  const url = ownAddress(path);
  const windows = await self.clients.matchAll({ type: "window", includeUncontrolled: true });
  const there = windows.find((window) => window.url === url);
  return there ? there.focus() : self.clients.openWindow(url);
}

/** Of this program only, whatever a message says. */
function ownAddress(path) {
  const { origin } = self.location;
  const url = new URL(typeof path === "string" ? path : home, origin);
  return url.origin === origin ? url.href : new URL(home, origin).href;
}
