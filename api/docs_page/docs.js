// Shows openapi.json: operations by tag, then schemas. No library, nothing from
// elsewhere; everything is made with textContent, so the document cannot inject.
"use strict";

const methods = ["get", "post", "put", "patch", "delete"];

function el(tag, attributes, ...children) {
  const node = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes || {})) node.setAttribute(name, value);
  node.append(...children.filter((child) => child !== null && child !== undefined));
  return node;
}

function anchor(kind, name) {
  return kind + "-" + name.replace(/[^A-Za-z0-9-]/g, "_");
}

function schemaName(ref) {
  return ref.split("/").pop();
}

// typeOf describes a schema in one line, with links to named ones.
function typeOf(schema) {
  if (!schema) return el("span", null, "any");
  if (schema.$ref) {
    const name = schemaName(schema.$ref);
    return el("a", { href: "#" + anchor("schema", name) }, name);
  }
  const type = [].concat(schema.type || "any").join(" or ");
  if (type === "array") return el("span", null, "list of ", typeOf(schema.items));
  if (type === "object" && schema.additionalProperties) return el("span", null, "map of ", typeOf(schema.additionalProperties));
  return el("span", null, type + limits(schema));
}

function limits(schema) {
  const parts = [];
  if (schema.format) parts.push(schema.format);
  if (schema.enum) parts.push("one of " + schema.enum.join(", "));
  if (schema.minimum !== undefined) parts.push("at least " + schema.minimum);
  if (schema.maximum !== undefined) parts.push("at most " + schema.maximum);
  if (schema.minLength !== undefined) parts.push("length at least " + schema.minLength);
  if (schema.maxLength !== undefined) parts.push("length at most " + schema.maxLength);
  if (schema.pattern) parts.push("matches " + schema.pattern);
  return parts.length ? " (" + parts.join("; ") + ")" : "";
}

function table(head, rows) {
  if (!rows.length) return null;
  const header = el("tr", null, ...head.map((text) => el("th", { scope: "col" }, text)));
  return el("table", null, el("thead", null, header), el("tbody", null, ...rows));
}

function row(...cells) {
  return el("tr", null, ...cells.map((cell) => el("td", null, cell)));
}

function examples(media) {
  const all = Object.entries(media.examples || {}).map(([name, example]) => [name, example.value]);
  if (media.example !== undefined) all.unshift(["example", media.example]);
  return all.map(([name, value]) => {
    const text = typeof value === "string" ? value : JSON.stringify(value, null, 2);
    return el("details", null, el("summary", null, name), el("pre", null, el("code", null, text)));
  });
}

function content(holder) {
  return Object.entries(holder.content || {}).flatMap(([type, media]) => [
    el("p", null, el("code", null, type), ": ", typeOf(media.schema)),
    ...examples(media),
  ]);
}

function parameters(op) {
  const rows = (op.parameters || []).map((p) =>
    row(el("code", null, p.name), p.in + (p.required ? ", required" : ""), typeOf(p.schema), p.description || ""));
  return table(["Parameter", "In", "Type", "Meaning"], rows);
}

function responses(doc, op) {
  return Object.entries(op.responses || {}).sort().map(([status, given]) => {
    const response = given.$ref ? doc.components.responses[schemaName(given.$ref)] : given;
    const headers = Object.keys(response.headers || {}).sort().join(", ");
    return el("details", null,
      el("summary", null, el("strong", null, status), " " + (response.description || "")),
      headers ? el("p", null, "Headers: " + headers) : null, ...content(response));
  });
}

function operation(doc, path, method, op, secured) {
  return el("section", { id: anchor("op", op.operationId), "data-find": (method + path + op.operationId + op.summary).toLowerCase() },
    el("h3", null, el("span", { class: "method" }, method.toUpperCase()), el("code", null, path)),
    el("p", null, el("strong", null, op.summary || ""), secured ? null : el("span", { class: "lock" }, " (no identity needed)")),
    op.description ? el("p", null, op.description) : null,
    parameters(op),
    op.requestBody ? el("div", null, el("h4", null, "Body"), ...content(op.requestBody)) : null,
    el("h4", null, "Answers"), ...responses(doc, op));
}

function schemaSection(name, schema) {
  const required = new Set(schema.required || []);
  const rows = Object.entries(schema.properties || {}).map(([key, value]) =>
    row(el("code", null, key + (required.has(key) ? "" : "?")), typeOf(value), value.description || ""));
  return el("section", { id: anchor("schema", name), "data-find": name.toLowerCase() },
    el("h3", null, name), table(["Field", "Type", "Meaning"], rows));
}

function group(doc) {
  const groups = new Map((doc.tags || []).map((tag) => [tag.name, { about: tag.description, ops: [] }]));
  for (const [path, item] of Object.entries(doc.paths)) {
    for (const method of methods) {
      const op = item[method];
      if (op) groups.get(op.tags[0]).ops.push({ path, method, op });
    }
  }
  return groups;
}

function render(doc) {
  const main = document.getElementById("main");
  const index = document.getElementById("index");
  main.append(el("p", null, doc.info.description), el("p", null, "Version " + doc.info.version + ", ", el("a", { href: "/api/openapi.json" }, "openapi.json")));
  for (const [name, { about, ops }] of group(doc)) {
    index.append(el("h2", null, name));
    main.append(el("h2", null, name), el("p", null, about || ""));
    for (const { path, method, op } of ops) {
      const secured = !(op.security && op.security.length === 0);
      index.append(el("a", { href: "#" + anchor("op", op.operationId) }, el("span", { class: "method" }, method.toUpperCase()), path.replace("/api/v1", "")));
      main.append(operation(doc, path, method, op, secured));
    }
  }
  index.append(el("h2", null, "schemas"));
  main.append(el("h2", null, "Schemas"));
  for (const name of Object.keys(doc.components.schemas).sort()) {
    index.append(el("a", { href: "#" + anchor("schema", name) }, name));
    main.append(schemaSection(name, doc.components.schemas[name]));
  }
}

function find(text) {
  const wanted = text.trim().toLowerCase();
  for (const section of document.querySelectorAll("main section")) {
    section.hidden = !section.dataset.find.includes(wanted);
  }
}

async function start() {
  const main = document.getElementById("main");
  try {
    const answer = await fetch("/api/openapi.json");
    if (!answer.ok) throw new Error("the server answered " + answer.status);
    render(await answer.json());
    main.dataset.ready = "true";
    if (location.hash) document.getElementById(location.hash.slice(1))?.scrollIntoView();
  } catch (error) {
    main.append(el("p", { role: "alert" }, "The document cannot be shown: " + error.message));
  }
}

document.getElementById("search").addEventListener("input", (event) => find(event.target.value));
start();
