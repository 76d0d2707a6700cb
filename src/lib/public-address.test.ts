import { expect, it } from "vitest";
import { isPublicAddress } from "#src/lib/public-address.ts";

it.each([
  "https://fcm.googleapis.com/fcm/send/abc:def",
  "https://updates.push.services.mozilla.com/wpush/v2/gAAAA",
  "https://web.push.apple.com/QGuQyavXutnMH",
  "https://wns2-am3p.notify.windows.com/w/?token=BQY",
  "https://hooks.school.example:8443/in",
  // Only where the name leads is bad, which is seen when it is called.
  "https://127.0.0.1.nip.io/",
  "https://xn--bcher-kva.example/",
])("%s is public as far as its text says", (address) => {
  expect(isPublicAddress(address)).toBe(true);
});

it.each([
  "http://fcm.googleapis.com/",
  "ftp://fcm.googleapis.com/",
  "file:///etc/passwd",
  "fcm.googleapis.com/",
  "//fcm.googleapis.com/",
  "",
  "https://",
  "https://user@fcm.googleapis.com/",
  "https://user:word@fcm.googleapis.com/",
  "https://:word@fcm.googleapis.com/",
  "https://127.0.0.1/",
  "https://127.1/",
  "https://0x7f.1/",
  "https://0x7f000001/",
  "https://2130706433/",
  "https://0177.0.0.1/",
  "https://017700000001/",
  "https://127.0.0.1./",
  "https://0/",
  "https://10.0.0.7/",
  "https://169.254.169.254/latest/meta-data/",
  "https://8.8.8.8/",
  "https://１２７.０.０.１/",
  "https://127。0。0。1/",
  "https://%31%32%37.0.0.1/",
  "https://[::1]/",
  "https://[::]/",
  "https://[::ffff:127.0.0.1]/",
  "https://[::ffff:7f00:1]/",
  "https://[fe80::1]/",
  "https://[2606:4700::1111]/",
  "https://localhost/",
  "https://localhost./",
  "https://LOCALHOST/",
  "https://a.localhost/",
  "https://postgres/",
  "https://printer.local/",
  "https://metadata.google.internal/",
  "https://school.example./",
  "https://school..example/",
  "https://.example/",
  "https://a.1/",
  "https://a.0x7f/",
])("%s is not", (address) => {
  expect(isPublicAddress(address)).toBe(false);
});
