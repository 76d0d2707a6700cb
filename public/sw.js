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
