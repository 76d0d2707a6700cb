import { chmodSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { TestProject } from "vitest/node";

declare module "vitest" {
  interface ProvidedContext {
    /** Where the run keeps the data folders with the demo school that its test files copy. */
    demoFolders: string;
  }
}

export default function setup(project: TestProject): () => void {
  const folder = mkdtempSync(join(tmpdir(), "competency-demo-"));
  chmodSync(folder, 0o711);
  project.provide("demoFolders", folder);
  return () => rmSync(folder, { recursive: true, force: true, maxRetries: 5 });
}
