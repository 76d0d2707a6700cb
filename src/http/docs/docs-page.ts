import { html, raw } from "hono/html";
import type { oas31 } from "zod-openapi";
import { errorCatalogue } from "#src/errors.ts";
import { type Html, schemaFields } from "#src/http/docs/schema-fields.ts";
import { style } from "#src/http/docs/style.ts";

const methods = ["get", "post", "put", "patch", "delete"] as const;

type Operation = { method: string; path: string; id: string; details: oas31.OperationObject };

type Tag = { name: string; operations: Operation[] };

/**
 * The description as pages without a script, by the last part of their address: "" has the operations in one line each
 * and the problems, each tag its operations in full, "schemas" the shared schemas. Each thing has an anchor
 * (`#<operationId>`, `#schema-<name>`, `#problem-<code>`; the `type` of a problem is the last of these).
 */
export function docsPages(document: oas31.OpenAPIObject): Map<string, Html> {
  const operations = operationsOf(document);
  const tags = (document.tags ?? []).map(({ name }) => ({
    name,
    operations: operations.filter(({ details }) => details.tags?.includes(name)),
  }));
  const page = (title: string, part: string, main: Html) => frame({ document, tags, title, part, main });
  return new Map([
    ["", page(document.info.title, "", overview(document, tags))],
    ...tags.map((tag): [string, Html] => [partOf(tag.name), page(tag.name, partOf(tag.name), operationsOfTag(tag))]),
    [schemasPart, page("Schemas", schemasPart, schemas(document))],
  ]);
}

const schemasPart = "schemas";

function partOf(tag: string): string {
  return tag.toLowerCase().replace(/[^a-z0-9]+/g, "-");
}

type FrameProps = { document: oas31.OpenAPIObject; tags: readonly Tag[]; title: string; part: string; main: Html };

function frame({ document, tags, title, part, main }: FrameProps): Html {
  const name = document.info.title;
  const current = (one: string) => (one === part ? raw(' aria-current="page"') : "");
  return html`<!doctype html>
<html lang="en">
  <head>
    <meta charset="utf-8">
    <meta name="viewport" content="width=device-width, initial-scale=1">
    <meta name="color-scheme" content="light dark">
    <title>${part === "" ? title : `${title} · ${name}`}</title>
    <link rel="icon" href="/icon.svg">
    <style>${raw(style)}</style>
  </head>
  <body>
    <a class="skip" href="#content">Skip to content</a>
    <nav aria-label="Contents">
      <p class="name"><a href="/api/docs"${current("")}>${name}</a></p>
      <ul>
        ${tags.map(
          (tag) => html`<li><a href="/api/docs/${partOf(tag.name)}"${current(partOf(tag.name))}>${tag.name}</a></li>`,
        )}
        <li><a href="/api/docs/${schemasPart}"${current(schemasPart)}>Schemas</a></li>
        <li><a href="/api/docs#problems">Problems</a></li>
      </ul>
    </nav>
    <main id="content">${main}</main>
  </body>
</html>
`;
}

function overview(document: oas31.OpenAPIObject, tags: readonly Tag[]): Html {
  return html`<header>
      <h1>${document.info.title}</h1>
      <p>${document.info.description}</p>
      <p class="quiet">Version ${document.info.version} · <a href="/api/openapi.json">OpenAPI ${document.openapi}</a></p>
    </header>
    ${authentication(document)}
    ${tags.map(
      (tag) => html`<section>
        <h2>${tag.name}</h2>
        <ul class="index">${tag.operations.map((operation) => indexLine(partOf(tag.name), operation))}</ul>
      </section>`,
    )}
    ${problems()}`;
}

function indexLine(part: string, { id, method, path, details }: Operation): Html {
  return html`<li><a href="/api/docs/${part}#${id}">${sentenceOf(details)}</a>
    <span class="call">${methodBadge(method)} <code>${breakable(path)}</code></span></li>`;
}

function operationsOfTag({ name, operations }: Tag): Html {
  return html`<header><h1>${name}</h1></header>${operations.map(operationArticle)}`;
}

/** The summary without its full stop, as a title. */
function sentenceOf({ summary = "" }: oas31.OperationObject): string {
  return summary.replace(/\.$/, "");
}

function operationsOf(document: oas31.OpenAPIObject): Operation[] {
  return Object.entries(document.paths ?? {}).flatMap(([path, item]) =>
    methods.flatMap((method) => {
      const details = item[method];
      return details ? [{ method: method.toUpperCase(), path, id: details.operationId ?? "", details }] : [];
    }),
  );
}

function methodBadge(method: string): Html {
  return html`<b class="method ${method.toLowerCase()}">${method}</b>`;
}

/** Allows a line break after a slash or a dash, without a character that a copy would contain. */
function breakable(path: string): Html[] {
  return path.split(/(?<=[/-])/).map((part) => html`${part}<wbr>`);
}

function authentication({ components }: oas31.OpenAPIObject): Html {
  return html`<section id="authentication">
    <h2>Authentication</h2>
    <p>An operation takes one of these, unless it is open to everybody.</p>
    <ul class="fields">
      ${Object.entries(components?.securitySchemes ?? {}).map(([name, scheme]) =>
        "$ref" in scheme
          ? ""
          : html`<li><p><code class="field">${name}</code> ${
              scheme.type === "http"
                ? html`the header <code>Authorization: Bearer</code> with an access token (${scheme.bearerFormat})`
                : html`the ${scheme.in} <code>${scheme.name}</code>`
            }</p></li>`,
      )}
    </ul>
  </section>`;
}

function operationArticle({ id, method, path, details }: Operation): Html {
  const { summary = "", description = "" } = details;
  const permission: unknown = details["x-permission"];
  return html`<article id="${id}">
    <h2><a href="#${id}">${sentenceOf(details)}</a></h2>
    <p class="call">${methodBadge(method)} <code>${breakable(path)}</code></p>
    <p>${description.replace(summary, "").trim()}</p>
    ${typeof permission === "string" ? html`<p class="quiet">Permission <code>${permission}</code></p>` : ""}
    ${parameters("In the path", "path", details)}
    ${parameters("In the query", "query", details)}
    ${content("Body", requestContent(details))}
    ${responses(details)}
  </article>`;
}

function parameters(title: string, place: oas31.ParameterLocation, operation: oas31.OperationObject): Html | "" {
  const found = (operation.parameters ?? []).flatMap((one) => ("$ref" in one || one.in !== place ? [] : [one]));
  if (found.length === 0) return "";
  return html`<h3>${title}</h3>
    ${schemaFields({
      type: "object",
      properties: Object.fromEntries(found.map((parameter) => [parameter.name, parameter.schema ?? {}])),
      required: found.filter((parameter) => parameter.required).map(({ name }) => name),
    })}`;
}

function requestContent({ requestBody }: oas31.OperationObject): oas31.ContentObject {
  return requestBody && !("$ref" in requestBody) ? requestBody.content : {};
}

function responses({ responses: byStatus = {} }: oas31.OperationObject): Html[] {
  return Object.entries<oas31.ResponseObject>(byStatus)
    .filter(([status]) => status !== "default")
    .map(([status, response]) => content(`Answer ${status}`, response.content ?? {}));
}

function content(title: string, byType: oas31.ContentObject): Html {
  return html`${Object.entries(byType).map(
    ([type, { schema }]) => html`<h3>${title} <small>${type}</small></h3>
      ${schema ? schemaFields(schema) : ""}`,
  )}`;
}

function schemas({ components }: oas31.OpenAPIObject): Html {
  return html`<header><h1>Schemas</h1></header>
    ${Object.entries(components?.schemas ?? {}).map(
      ([name, schema]) => html`<article id="schema-${name}">
        <h2><a href="#schema-${name}">${name}</a></h2>
        ${schema.description ? html`<p>${schema.description}</p>` : ""}
        ${schemaFields(schema)}
      </article>`,
    )}`;
}

function problems(): Html {
  return html`<section id="problems">
    <h2>Problems</h2>
    <p>What cannot be done is answered with a <a href="/api/docs/schemas#schema-Problem">Problem</a>
      (<code>application/problem+json</code>, RFC 9457).</p>
    <ul class="fields">
      ${Object.entries(errorCatalogue).map(
        ([code, { status, title }]) => html`<li id="problem-${code}"><p>
          <code class="field">${code}</code> <span class="type">${status}</span> ${title}</p></li>`,
      )}
    </ul>
  </section>`;
}
