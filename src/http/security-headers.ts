/** The camera for evidence, the microphone for dictation, passkeys; nothing else that a browser can do with a machine. */
const features = {
  own: [
    "camera",
    "clipboard-write",
    "fullscreen",
    "microphone",
    "publickey-credentials-create",
    "publickey-credentials-get",
  ],
  none: [
    ...["accelerometer", "autoplay", "display-capture", "encrypted-media", "geolocation", "gyroscope", "hid"],
    ...["idle-detection", "local-fonts", "magnetometer", "midi", "payment", "picture-in-picture", "screen-wake-lock"],
    ...["serial", "usb", "xr-spatial-tracking"],
  ],
};

const permissionsPolicy = [
  ...features.own.map((name) => `${name}=(self)`),
  ...features.none.map((name) => `${name}=()`),
].join(", ");

/** Headers for everything we serve: no sniffing, no framing, no referrer to other sites, no powerful features. */
export function staticHeaders(isSecure: boolean): Record<string, string> {
  return {
    "x-content-type-options": "nosniff",
    "x-frame-options": "DENY",
    "referrer-policy": "strict-origin-when-cross-origin",
    "cross-origin-opener-policy": "same-origin",
    "cross-origin-resource-policy": "same-origin",
    "permissions-policy": permissionsPolicy,
    ...(isSecure ? { "strict-transport-security": "max-age=63072000; includeSubDomains" } : {}),
  };
}

/** For what is no page; files and the API's own pages have stricter policies of their own. */
export function answerHeaders(isSecure: boolean): Record<string, string> {
  const policy = "base-uri 'none'; form-action 'none'; frame-ancestors 'none'; object-src 'none'";
  return { ...staticHeaders(isSecure), "content-security-policy": policy };
}

/**
 * For scripts, styles and fonts of the build. Policies bind documents, and a page asks for twenty of these over a slow line:
 * with all headers they would weigh as much as three scripts.
 */
export function assetHeaders(isSecure: boolean): Record<string, string> {
  const bound = ["x-content-type-options", "cross-origin-resource-policy", "strict-transport-security"];
  return Object.fromEntries(Object.entries(staticHeaders(isSecure)).filter(([name]) => bound.includes(name)));
}

/** Instead of these for assets that a CDN passes on: they are nobody's, and another origin has to be allowed to load them. */
export const cdnHeaders: Record<string, string> = {
  "access-control-allow-origin": "*",
  "cross-origin-resource-policy": "cross-origin",
};

/** A page's headers: scripts run only with the nonce. Development needs eval and the reload socket. */
export function pageHeaders(options: {
  nonce: string;
  isDev: boolean;
  isSecure: boolean;
  cdnUrl: string | undefined;
}): Record<string, string> {
  const { nonce, isDev, isSecure, cdnUrl } = options;
  const own = cdnUrl ? `'self' ${new URL(cdnUrl).origin}` : "'self'";
  const policy = [
    "default-src 'self'",
    `script-src ${own} 'nonce-${nonce}' 'strict-dynamic'${isDev ? " 'unsafe-eval'" : ""}`,
    // Style attributes are set by the chart and positioning libraries; they cannot run script.
    `style-src ${own} 'unsafe-inline'`,
    `img-src ${own} blob: data:`,
    `font-src ${own}`,
    "connect-src 'self'",
    "worker-src 'self'",
    "object-src 'none'",
    "base-uri 'none'",
    "form-action 'self'",
    "frame-ancestors 'none'",
    ...(isSecure ? ["upgrade-insecure-requests"] : []),
  ].join("; ");
  return { ...staticHeaders(isSecure), "content-security-policy": policy };
}
