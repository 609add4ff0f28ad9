/**
 * The document of a lesson: the picture at a step, the caption, the tables.
 * Takes the lesson and its numbers. Changes texts and classes, and nothing else.
 */

import { markup } from "./data.js";
import { at, caption, findings, flowsInto, isTaken } from "./model.js";
import { briefText, isNumber, wholeText, word, writing } from "./numbers.js";

/** @typedef {import("./numbers.js").Values} Values */
/** @typedef {import("./model.js").Lesson} Lesson */
/** @typedef {{step: number, node: number | null, shown: Set<number> | null, moved?: boolean}} State */

const HIDDEN = "?";

/**
 * What else shows the numbers, after nothing has moved for a while; modules that not every page has add to it.
 * @type {((lesson: Lesson, numbers: Values[], state: State) => void)[]}
 */
export const settled = [];
/** What else a step changes at once. @type {((lesson: Lesson, state: State) => void)[]} */
export const drawn = [];

/** @param {string} id */
export const byId = (id) => /** @type {HTMLElement} */ (document.getElementById(id));

/** @type {Element} */ (document.querySelector("main")).innerHTML = markup;

/** @param {string} tag @param {string} [text] @param {string} [kind] */
export function element(tag, text = "", kind = "") {
  const made = document.createElement(tag);
  made.textContent = text;
  if (kind) made.className = kind;
  return made;
}

/** @param {EventTarget} one @param {string} kind @param {(event: any) => void} act */
export const listen = (one, kind, act) => one.addEventListener(kind, act);

/** The picture's elements, and at which step each number comes. @param {Lesson} lesson */
export function stage(lesson) {
  const list = (/** @type {ParentNode} */ from, /** @type {string} */ selector) =>
    /** @type {SVGElement[]} */ ([...from.querySelectorAll(selector)]);
  const valueStep = lesson.nodes.map(() => 1);
  const backStep = lesson.nodes.map(() => Infinity);
  lesson.steps.forEach(([backward, nodes], i) => {
    for (const node of nodes) (backward ? backStep : valueStep)[node] = i + 1;
  });
  const seed = lesson.steps.findIndex((one) => one[0]) + 1 || Infinity;
  const sumStep = lesson.nodes.map(() => 0);
  lesson.edges.forEach(([operand, user, , flow]) => {
    if (flow !== null) sumStep[operand] = Math.max(sumStep[operand], backStep[user]);
  });
  sumStep[lesson.result] ||= seed;
  const svg = byId("graph");
  const wires = list(svg, ".wire").map((group, i) => {
    const [operand, edge] = lesson.wires[i];
    const user = edge === null ? null : lesson.edges[edge][1];
    const flow = edge === null ? lesson.nodes[operand][3] : lesson.edges[edge][3];
    const steps = [valueStep[operand], user === null ? seed : backStep[user]];
    const shape = lesson.shapes?.[lesson.nodes[operand][2] ?? -1] ?? [];
    const [values, gradients] = [".value", ".gradient"].map((kind) =>
      list(group, kind).flatMap((one) => (lesson.shapes ? writing.linesOf(one, shape) : one)),
    );
    return { group, operand, user, flow, steps, values, gradients };
  });
  const parts = list(svg, "[data-n]").map((group) => {
    const node = Number(group.dataset.n);
    return { group, node, kind: group.classList[0], sums: list(group, ".gradient") };
  });
  return { wires, parts, valueStep, backStep, sumStep };
}

/** @typedef {ReturnType<typeof stage>} Stage */

/** How many characters a number has room for in the picture. */
export const ROOM = 7;
/** How many characters each text has room for, by default as many as the first one had. @type {WeakMap<Element, number>} */
const rooms = new WeakMap();

/** A text with room for so many characters. @param {SVGElement} text @param {number} room */
export function roomy(text, room) {
  rooms.set(text, room);
  return text;
}

/** A number's text fitted into the room that the picture has for it. @param {Element} text @param {string} shown */
function write(text, shown) {
  if (text.textContent === shown) return;
  if (!rooms.has(text)) rooms.set(text, (text.textContent?.length || ROOM) + 2);
  const room = rooms.get(text) ?? 0;
  text.textContent = shown;
  if (shown.length > room) {
    text.setAttribute("textLength", String(8.5 * room));
    text.setAttribute("lengthAdjust", "spacingAndGlyphs");
  } else if (text.hasAttribute("textLength")) {
    text.removeAttribute("textLength");
  }
}

/**
 * The lines of a value, or what hides them; those of a vector that never changes are there already.
 * @param {Lesson} lesson @param {Element[]} texts @param {boolean} shown @param {Values} value
 */
function writeRows(lesson, texts, shown, value) {
  if (!shown) return texts.forEach((text) => write(text, HIDDEN));
  const lines = isNumber(value) || lesson.shapes ? writing.rows(value) : null;
  if (lines) texts.forEach((text, i) => write(text, lines[i] ?? ""));
}

/** An element's classes, of which those are there that hold. @param {Element} one @param {Record<string, unknown>} kinds */
function mark(one, kinds) {
  const written = Object.keys(kinds).filter((kind) => kinds[kind]).join(" ");
  if (one.getAttribute("class") !== written) one.setAttribute("class", written);
}

/** Whether a number that comes at a step is there, and may be seen. @param {State} state @param {number} step */
const isShown = (state, step) => !state.shown || state.shown.has(step);

/** The picture at a step. @param {Lesson} lesson @param {Stage} on @param {Values[]} numbers @param {State} state */
export function draw(lesson, on, numbers, state) {
  const [back, current] = state.step ? lesson.steps[state.step - 1] : [0, []];
  const active = new Set(current);
  for (const { group, operand, user, flow, steps, values, gradients } of on.wires) {
    const taken = isTaken(lesson, numbers, user ?? operand) && isTaken(lesson, numbers, operand);
    const [forth, backward] = steps;
    writeRows(lesson, values, isShown(state, forth), at(numbers, lesson.nodes[operand][2]));
    // Nothing flows back where nothing is selected.
    if (flow !== null && !taken) gradients.forEach((text) => write(text, ""));
    else if (flow !== null) writeRows(lesson, gradients, isShown(state, backward), at(numbers, flow));
    const here = back ? backward === state.step && taken : user !== null && active.has(user);
    mark(group, {
      wire: true,
      off: !taken,
      now: here || (!back && state.step === 1 && active.has(operand)),
      back,
      "no-value": forth > state.step,
      "no-gradient": backward > state.step || flow === null,
    });
  }
  for (const { group, node, kind, sums } of on.parts) {
    const own = kind !== "result";
    mark(group, {
      [kind]: true,
      off: !isTaken(lesson, numbers, node),
      now: own && active.has(node),
      back,
      chosen: own && state.node === node,
      "no-gradient": on.sumStep[node] > state.step,
    });
    if (!sums.length) continue;
    const terms = flowsInto(lesson, numbers, node).map((edge) => briefText(at(numbers, edge[3])));
    const lines = terms.length > 1 && isShown(state, on.sumStep[node]) ? sum(totalOf(lesson, numbers, node), terms) : [];
    const whole = sums.length === 1 ? [lines.join(" ")] : lines;
    sums.forEach((text, i) => write(text, whole[i] ?? ""));
  }
}

/** @param {Lesson} lesson @param {Values[]} numbers @param {number} node */
const totalOf = (lesson, numbers, node) => briefText(at(numbers, lesson.nodes[node][3]));

/** A sum as its total and its terms. @param {string} total @param {string[]} terms */
const sum = (total, [first, ...others]) => [
  total,
  `= ${first}`,
  ...others.map((one) => (one[0] === "-" ? `- ${one.slice(1)}` : `+ ${one}`)),
];

/** The caption of a step, in two parts. @param {Lesson} lesson @param {Values[]} numbers @param {State} state */
export const captionAt = (lesson, numbers, state) =>
  caption(lesson, numbers, state.step, isShown(state, state.step) ? undefined : HIDDEN);

/**
 * What a node passes back, operand by operand, and what comes to it, use by use.
 * @param {Lesson} lesson @param {Values[]} numbers @param {number} node
 */
export function details(lesson, numbers, node) {
  const { nodes, edges } = lesson;
  const [label, operation, value, gradient] = nodes[node];
  const text = (/** @type {number | null} */ place) => briefText(at(numbers, place));
  const box = document.createDocumentFragment();
  box.append(element("h2", operation && operation !== label ? `${label} = ${operation}` : label));
  const facts = element("p");
  if (value !== null) facts.append(word("value") + " ", element("b", text(value), "value"));
  box.append(facts);
  if (!isTaken(lesson, numbers, node)) {
    box.append(element("p", word("It is not selected: nothing reads it, and nothing flows back through it.")));
    return box;
  }
  if (gradient !== null) facts.append(" " + word("gradient") + " ", element("b", text(gradient), "gradient"));
  const into = flowsInto(lesson, numbers, node);
  const from = edges.filter((edge) => edge[1] === node && edge[3] !== null && isTaken(lesson, numbers, edge[0]));
  for (const [title, some, other] of /** @type {const} */ ([
    [into.length > 1 ? word("comes from (the uses add up)") : word("comes from"), into, 1],
    [word("passes back to"), from, 0],
  ])) {
    if (!some.length) continue;
    const table = element("table");
    table.append(element("caption", title));
    const head = element("tr");
    for (const name of [word("node"), word("upstream"), word("local partial"), word("contribution")])
      head.append(cell("th", name, "col"));
    table.append(head);
    for (const edge of some) {
      const row = element("tr");
      const partial = `∂${nodes[edge[1]][0]}/∂${nodes[edge[0]][0]} = `;
      const rule = edge[2] === null ? edge[4] : partial + equation(edge[4], text(edge[2]));
      row.append(cell("th", nodes[edge[other]][0], "row"));
      for (const shown of [text(nodes[edge[1]][3]), rule, text(edge[3])]) row.append(element("td", shown));
      table.append(row);
    }
    box.append(table);
  }
  box.append(...writing.jacobians(lesson, numbers, from));
  return box;
}

/** A formula and its value, once where they are the same. @param {string} formula @param {string} value */
const equation = (formula, value) => (formula === value ? value : `${formula} = ${value}`);

/** @param {string} tag @param {string} text @param {string} scope */
function cell(tag, text, scope) {
  const made = element(tag, text);
  made.setAttribute("scope", scope);
  return made;
}

/** Rows of the tables of both passes. @param {Lesson} lesson @param {Values[]} numbers @param {Stage} on @param {State} state */
export function tables(lesson, numbers, on, state) {
  const { nodes, edges } = lesson;
  const text = (/** @type {number | null} */ place, /** @type {number} */ step) =>
    !isShown(state, step) ? HIDDEN : briefText(at(numbers, place));
  const forward = nodes.map(([label, operation, value], node) => [
    label,
    operation + (isTaken(lesson, numbers, node) ? "" : " " + word("(not selected)")),
    value === null ? "" : text(value, on.valueStep[node]),
  ]);
  /** @type {string[][]} */
  const backward = [];
  for (let node = nodes.length - 1; node >= 0; node--) {
    const gradient = nodes[node][3];
    if (gradient === null || !isTaken(lesson, numbers, node)) continue;
    const uses = flowsInto(lesson, numbers, node);
    const total = text(gradient, on.sumStep[node]);
    if (!uses.length) backward.push([nodes[node][0], "", "", "", total]);
    uses.forEach((edge, i) => {
      const step = on.backStep[edge[1]];
      const local = edge[2] === null ? edge[4] : equation(edge[4], text(edge[2], step));
      const upstream = text(nodes[edge[1]][3], on.sumStep[edge[1]]);
      const own = text(edge[3], step);
      const last = i && i === uses.length - 1 ? word(`${own} (sum ${total})`) : own;
      backward.push([nodes[node][0], nodes[edge[1]][0], upstream, local, last]);
    });
  }
  fill("forward", forward);
  fill("backward", backward);
}

/** @param {string} id @param {string[][]} rows */
function fill(id, rows) {
  const body = byId(id);
  body.replaceChildren(
    ...rows.map((row) => {
      const made = element("tr");
      row.forEach((text, i) => made.append(i ? element("td", text) : cell("th", text, "row")));
      return made;
    }),
  );
}

/** The result, the gradient and the findings. @param {Lesson} lesson @param {Values[]} numbers @param {State} state */
export function results(lesson, numbers, state) {
  const shown = !state.shown;
  byId("value").textContent = shown ? fullValue(at(numbers, lesson.nodes[lesson.result][2])) : HIDDEN;
  for (const one of /** @type {NodeListOf<HTMLElement>} */ (document.querySelectorAll("[data-gradient]"))) {
    const place = lesson.nodes[Number(one.dataset.gradient)][3];
    one.textContent = shown ? fullValue(at(numbers, place)) : HIDDEN;
  }
  const list = byId("findings");
  const items = [...(state.moved ? [] : lesson.notes).map((text) => ["", text]), ...findings(lesson, numbers)];
  list.replaceChildren(...items.map(([kind, text]) => element("li", kind ? `${kind}: ${text}` : text)));
}

/** @param {Values | undefined} value */
const fullValue = (value) => (value === undefined ? "" : isNumber(value) ? wholeText(value) : briefText(value));
