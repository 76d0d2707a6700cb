import { existsSync, mkdtempSync, renameSync, rmSync } from "node:fs";
import { createRequire } from "node:module";
import { tmpdir, userInfo } from "node:os";
import { dirname, join } from "node:path";
import { type Browser, chromium, type Page } from "playwright-core";

/** For a machine without a graphics card, and without requests to the browser's own servers. */
const flags = [
  "--no-sandbox",
  "--disable-gpu",
  "--disable-quic",
  "--no-first-run",
  "--disable-background-networking",
  "--disable-component-update",
  "--disable-sync",
];

const installed = [
  "/usr/bin/chromium",
  "/usr/bin/chromium-browser",
  "/usr/bin/google-chrome-stable",
  "/usr/bin/google-chrome",
  "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
  "C:\\Program Files\\Google\\Chrome\\Application\\chrome.exe",
];

/**
 * A real Chromium: the one installed on this machine, else the one from npm. CHROMIUM_PATH gives the path of another
 * one, or `bundled` for that from npm.
 */
export async function launchBrowser(): Promise<Browser> {
  const named = process.env.CHROMIUM_PATH;
  if (named && named !== "bundled") return launch(named);
  const found = named ? undefined : installed.find((path) => existsSync(path));
  // Ubuntu's chromium is a stub that needs snap, so one that is installed may fail to start.
  const browser = found ? await launch(found).catch(() => undefined) : undefined;
  return browser ?? launchBundled();
}

/**
 * Waits until all streamed content is in its place; until then it is there twice, or as a skeleton. A page whose sign-in
 * has expired gives way to the page that renews it, and comes back.
 */
export async function untilSettled(page: Page): Promise<void> {
  await page.getByRole("heading").first().waitFor();
  await page.waitForFunction(
    () =>
      document.readyState === "complete" &&
      document.querySelector('[aria-busy="true"], [hidden][id^="S:"]:has(> :not(template))') === null,
  );
}

/** Waits until what the last step changed has been drawn. */
export async function twoFrames(page: Page): Promise<void> {
  await page.evaluate(() => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done))));
}

/** Waits until nothing moves or changes its colour any more. */
export async function untilStill(page: Page): Promise<void> {
  await page.evaluate(async () => {
    let quietFrames = 0;
    for (let frames = 0; frames < 60 && quietFrames < 5; frames += 1) {
      await new Promise(requestAnimationFrame);
      quietFrames = document.getAnimations().length === 0 ? quietFrames + 1 : 0;
    }
  });
}

function launch(executablePath: string, env: NodeJS.ProcessEnv = process.env): Promise<Browser> {
  return chromium.launch({ executablePath, args: flags, env: definedOnly(env) });
}

async function launchBundled(): Promise<Browser> {
  const home = await unpackBundled();
  // A minimal machine has neither the libraries nor fonts; both are in the package.
  const libraries = [process.env.LD_LIBRARY_PATH, join(home, "al2023", "lib")].filter(Boolean).join(":");
  const hasFonts = existsSync("/etc/fonts/fonts.conf");
  return launch(join(home, "chromium"), {
    ...process.env,
    LD_LIBRARY_PATH: libraries,
    ...(hasFonts ? {} : { FONTCONFIG_PATH: join(home, "fonts") }),
  });
}

/** Unpacks each version once, under another name that is then renamed, so that no run starts half a browser. */
async function unpackBundled(): Promise<string> {
  const { resolve } = createRequire(import.meta.url);
  const archive = join(dirname(resolve("@sparticuz/chromium")), "../../bin");
  const { version } = createRequire(import.meta.url)(join(archive, "../package.json"));
  const home = join(tmpdir(), `competency-chromium-${version}-${userInfo().uid}`);
  if (existsSync(home)) return home;
  const partial = mkdtempSync(`${home}.`);
  const before = { TMPDIR: process.env.TMPDIR, AWS_EXECUTION_ENV: process.env.AWS_EXECUTION_ENV };
  const libraryPath = process.env.LD_LIBRARY_PATH;
  const fontPath = process.env.FONTCONFIG_PATH;
  try {
    // The package unpacks into the temporary folder, and unpacks its libraries only on AWS Lambda.
    Object.assign(process.env, { TMPDIR: partial, AWS_EXECUTION_ENV: "AWS_Lambda_nodejs24.x" });
    const { default: bundled } = await import("@sparticuz/chromium");
    await bundled.executablePath();
  } finally {
    restore({ ...before, LD_LIBRARY_PATH: libraryPath, FONTCONFIG_PATH: fontPath });
  }
  try {
    renameSync(partial, home);
  } catch (error) {
    rmSync(partial, { recursive: true, force: true });
    if (!existsSync(home)) throw error;
  }
  return home;
}

function restore(values: Record<string, string | undefined>): void {
  for (const [name, value] of Object.entries(values)) {
    if (value === undefined) delete process.env[name];
    else process.env[name] = value;
  }
}

function definedOnly(env: NodeJS.ProcessEnv): Record<string, string> {
  return Object.fromEntries(
    Object.entries(env).flatMap(([name, value]) => (value === undefined ? [] : [[name, value]])),
  );
}
