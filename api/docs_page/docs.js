// Renders /api/openapi.json: every operation with its parameters, body and
// answers. It asks nobody but this node, and builds text nodes only.
"use strict";

const el = (tag, text, ...children) => {
  const node = document.createElement(tag);
  if (text) node.textContent = text;
  node.append(...children);
  return node;
};

const table = (head, rows) => {
  const t = el("table");
  t.append(el("tr", "", ...head.map((h) => el("th", h))));
  for (const row of rows) t.append(el("tr", "", ...row.map((cell) => (typeof cell === "string" ? el("td", cell) : el("td", "", cell)))));
  return t;
};

const typeOf = (schema) => {
  if (!schema) return "";
  if (schema.$ref) return schema.$ref.split("/").pop();
  const type = Array.isArray(schema.type) ? schema.type.filter((t) => t !== "null").join(" or ") : schema.type || "";
  return type === "array" ? typeOf(schema.items) + "[]" : schema.enum ? schema.enum.join(" | ") : type;
};

const resolve = (doc, schema) => (schema && schema.$ref ? doc.components.schemas[schema.$ref.split("/").pop()] : schema);

const fields = (doc, schema) => {
  const s = resolve(doc, schema);
  if (!s || !s.properties) return null;
  const required = new Set(s.required || []);
  return table(["field", "type", "", "meaning"], Object.entries(s.properties).map(([name, p]) => [
    el("code", name), typeOf(p), required.has(name) ? "required" : "", p.description || "",
  ]));
};

const answer = (doc, status, response) => {
  const box = el("div", "", el("h4", status + "  " + (response.description || "")));
  for (const [kind, media] of Object.entries(response.content || {})) {
    box.append(el("p", kind + "  " + typeOf(media.schema)));
    const examples = media.examples ? Object.values(media.examples).map((e) => e.value) : media.example !== undefined ? [media.example] : [];
    for (const e of examples) box.append(el("pre", typeof e === "string" ? e : JSON.stringify(e, null, 2)));
  }
  return box;
};

const operation = (doc, path, method, op) => {
  const box = el("details");
  const verb = el("code", method.toUpperCase());
  verb.className = "method";
  box.append(el("summary", "", verb, el("code", path), el("span", "  " + (op.summary || ""))));
  if (op.description) box.append(el("p", op.description));
  if (op.security && op.security.length === 0) box.append(el("p", "Needs no identity."));
  if (op.parameters && op.parameters.length) {
    box.append(el("h4", "Parameters"), table(["name", "in", "type", "meaning"], op.parameters.map((p) => [el("code", p.name), p.in, typeOf(p.schema), p.description || ""])));
  }
  const body = op.requestBody && op.requestBody.content && Object.values(op.requestBody.content)[0];
  if (body) box.append(el("h4", "Body: " + typeOf(body.schema)), fields(doc, body.schema) || "");
  for (const [status, response] of Object.entries(op.responses)) box.append(answer(doc, status, response));
  return box;
};

const render = (doc) => {
  document.getElementById("description").textContent = doc.info.description;
  const main = document.getElementById("operations");
  main.replaceChildren();
  for (const tag of doc.tags) {
    main.append(el("h2", tag.name), el("p", tag.description));
    for (const [path, methods] of Object.entries(doc.paths)) {
      for (const [method, op] of Object.entries(methods)) if (op.tags && op.tags.includes(tag.name)) main.append(operation(doc, path, method, op));
    }
  }
  main.append(el("h2", "schemas"));
  for (const [name, schema] of Object.entries(doc.components.schemas)) {
    const box = el("details", "", el("summary", "", el("code", name)));
    box.append(fields(doc, schema) || el("p", typeOf(schema)));
    main.append(box);
  }
};

const find = () => {
  const want = document.getElementById("find").value.toLowerCase();
  for (const box of document.querySelectorAll("details")) box.hidden = !box.querySelector("summary").textContent.toLowerCase().includes(want);
};

document.getElementById("find").addEventListener("input", find);
fetch("/api/openapi.json")
  .then((r) => r.json())
  .then(render)
  .catch((err) => document.getElementById("operations").replaceChildren(el("p", "The document could not be read: " + err)));
