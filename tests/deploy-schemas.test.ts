import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { parse, parseAllDocuments } from "yaml";

/**
 * Every object of Kubernetes in `deploy` has the form that its kind has by the schemas of Kubernetes and of the operators.
 * There is no package with the present schema of Compose; deploy/README.md says by what that file was checked.
 */
const base = join(import.meta.dirname, "../deploy/kubernetes/base");

type Manifest = { apiVersion: string; kind: string; metadata: { name: string; labels: unknown } };
type Model = new (manifest: Manifest) => { validate(): void };

describe("the manifests of Kubernetes", () => {
  const files = readdirSync(base).filter((name) => name !== "kustomization.yaml");
  const manifests = files.flatMap((name) =>
    parseAllDocuments(readFileSync(join(base, name), "utf8")).map((document): Manifest => {
      expect({ name, errors: document.errors }).toEqual({ name, errors: [] });
      return document.toJS();
    }),
  );

  it("are all in the kustomization", () => {
    const { resources } = parse(readFileSync(join(base, "kustomization.yaml"), "utf8"));
    expect([...resources].sort()).toEqual([...files].sort());
  });

  it.each(manifests.map((manifest) => [manifest.kind, manifest.metadata.name, manifest] as const))(
    "have the form of a %s: %s",
    async (_kind, _name, manifest) => {
      const of = await modelOf(manifest);
      expect(() => new of(manifest).validate()).not.toThrow();
      // A schema that takes everything would be none. These take fields that they do not know.
      expect(() => new of({ ...manifest, metadata: { ...manifest.metadata, labels: 5 } }).validate()).toThrow();
    },
  );
});

async function modelOf({ apiVersion, kind }: Manifest): Promise<Model> {
  const [version = "", group = ""] = apiVersion.split("/").reverse();
  const places: Record<string, string> = {
    "keda.sh": "@kubernetes-models/keda/keda.sh",
    "monitoring.coreos.com": "@kubernetes-models/prometheus-operator/monitoring.coreos.com",
  };
  const place = places[group] ?? ["kubernetes-models", group].filter(Boolean).join("/");
  const models: Record<string, Model> = await import(`${place}/${version}`);
  const model = models[kind];
  if (!model) throw new Error(`There is no ${kind} in ${apiVersion}`);
  return model;
}
