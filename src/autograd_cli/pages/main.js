/**
 * Plays a lesson: keys, buttons, sliders, the address.
 * Takes the lesson, and the function of its inputs that the page defines before it.
 */

import { lesson } from "./data.js";
import { at, isTaken } from "./model.js";
import { briefText, fullText, notation, word, writing } from "./numbers.js";
import { byId, captionAt, details, draw, drawn, element, listen, results, settled, stage, tables } from "./view.js";

/** @typedef {import("./numbers.js").Values} Values */
/** @type {((...inputs: number[]) => Values[]) | null} */
// @ts-ignore
const compute = COMPUTE && ((...given) => writing.nested(COMPUTE(...given), lesson.shapes));

notation.digits = lesson.digits;
const on = stage(lesson);
const last = lesson.steps.length;
/** @type {import("./view.js").State} */
const state = { step: 0, node: null, shown: lesson.blank ? new Set([1]) : null };
const inputs = lesson.inputs.map((one) => one[2]);
let numbers = /** @type {Values[]} */ (lesson.start ?? compute?.(...inputs));
/** @type {ReturnType<typeof setInterval> | undefined} */
let playing;
/** @type {ReturnType<typeof setTimeout> | undefined} */
let waiting;

/** How far a slider goes to both sides of 0: 1, 2 or 5 times a power of ten, about twice the value. @param {number} value */
function reach(value) {
  const least = Math.max(Number.isFinite(2 * value) ? 2 * Math.abs(value) : 0, 2);
  const power = 10 ** Math.floor(Math.log10(least));
  return [1, 2, 5].map((digit) => digit * power).find((one) => one >= least * (1 - 1e-12)) ?? 10 * power;
}

const controls = lesson.inputs.map(([name, , start], i) => {
  const row = element("div", "", "input");
  const most = reach(start);
  row.innerHTML = `<label for=field${i}></label><input id=slider${i} type=range min=${-most} max=${most} step=${most / 500}><input id=field${i} type=number step=any>`;
  const [label, slider, field] = /** @type {HTMLInputElement[]} */ ([...row.children]);
  label.textContent = name;
  slider.ariaLabel = name + ", " + word("slider");
  if (Number.isFinite(start)) slider.value = field.value = fullText(start);
  byId("inputs").append(row);
  return { slider, field };
});
const bar = /** @type {HTMLInputElement} */ (byId("step"));

function show() {
  draw(lesson, on, numbers, state);
  for (const act of drawn) act(lesson, state);
  const [head, text] = captionAt(lesson, numbers, state);
  const sweep = state.step ? (lesson.steps[state.step - 1][0] ? "back" : "forth") : "";
  byId("caption").className = sweep;
  byId("head").textContent = head;
  byId("text").textContent = head ? ` ${text}` : text;
  bar.value = String(state.step);
  bar.setAttribute("aria-valuetext", head || word("before the first step"));
  const node = state.node ?? (state.step ? lesson.steps[state.step - 1][1][0] : null);
  byId("node").replaceChildren(...(node === null || state.shown ? [] : [details(lesson, numbers, node)]));
  byId("reveal").hidden = !state.shown || !state.step || state.shown.has(state.step);
  results(lesson, numbers, state);
  clearTimeout(waiting);
  waiting = setTimeout(settle, 250);
}

/** What may wait until nothing moves any more: the tables, labels and the address. */
function settle() {
  clearTimeout(waiting);
  tables(lesson, numbers, on, state);
  for (const act of settled) act(lesson, numbers, state);
  for (const { group, node } of on.parts) {
    if (!group.hasAttribute("role")) continue;
    const [label, operation, value, gradient] = lesson.nodes[node];
    const told = [operation && operation !== label ? `${label} = ${operation}` : label];
    if (!state.shown && value !== null) told.push(word("value") + " " + briefText(at(numbers, value)));
    if (!state.shown && gradient !== null && isTaken(lesson, numbers, node)) told.push(word("gradient") + " " + briefText(at(numbers, gradient)));
    group.setAttribute("aria-label", told.join(", "));
  }
  const moved = lesson.inputs.flatMap(([name, , start], i) =>
    Object.is(start, inputs[i]) ? [] : [`${encodeURIComponent(name)}=${fullText(inputs[i])}`],
  );
  const hash = [...(state.step ? [`step=${state.step}`] : []), ...moved].join("&");
  // A frame without an address, as in a notebook, has no history.
  if (location.protocol !== "about:" && hash !== location.hash.slice(1)) history.replaceState(null, "", `#${hash}`);
}

/** @param {number} step */
function go(step) {
  state.step = Math.max(0, Math.min(last, step));
  state.node = null;
  show();
  const part = on.parts.find(({ group }) => group.matches(".now") && group.getBoundingClientRect().width);
  const around = byId("scene");
  if (part && around.scrollWidth > around.clientWidth) {
    const box = part.group.getBoundingClientRect();
    const middle = box.left + box.width / 2 - around.getBoundingClientRect().left;
    around.scrollLeft += middle - around.clientWidth / 2;
  }
}

function stop() {
  clearInterval(playing);
  playing = undefined;
  byId("play").textContent = "▶ " + word("play");
}

function play() {
  if (playing) return stop();
  if (state.step === last) state.step = -1;
  byId("play").textContent = "❚❚ " + word("pause");
  go(state.step + 1);
  playing = setInterval(() => (state.step < last ? go(state.step + 1) : stop()), 1600);
}

/** @param {number} i @param {number} value */
function set(i, value) {
  inputs[i] = value;
  state.moved = !lesson.inputs.every(([, , start], k) => Object.is(start, inputs[k]));
  if (compute) numbers = (!state.moved && lesson.start) || compute(...inputs);
}

function reveal() {
  state.shown?.add(state.step);
  if (state.shown && state.shown.size >= last) state.shown = null;
  show();
}

/** @type {Record<string, () => void>} */
const keys = {
  ArrowRight: () => go(state.step + 1),
  ArrowDown: () => go(state.step + 1),
  ArrowLeft: () => go(state.step - 1),
  ArrowUp: () => go(state.step - 1),
  Home: () => go(0),
  End: () => go(last),
  " ": play,
  r: reveal,
};

listen(document, "keydown", (event) => {
  const target = /** @type {HTMLElement} */ (event.target);
  if (event.ctrlKey || event.metaKey || event.altKey || target.matches("input:not(#step)")) return;
  if (event.key === " " && target.matches("button,[role=button]")) return;
  const act = keys[event.key];
  if (!act) return;
  event.preventDefault();
  if (event.key !== " ") stop();
  act();
});
for (const [id, act] of /** @type {[string, () => void][]} */ ([
  ["first", keys.Home],
  ["back", keys.ArrowLeft],
  ["play", play],
  ["next", keys.ArrowRight],
  ["last", keys.End],
  ["reveal", reveal],
])) {
  listen(byId(id), "click", () => {
    if (id !== "play") stop();
    act();
  });
}
listen(bar, "input", () => {
  stop();
  go(Number(bar.value));
});
controls.forEach(({ slider, field }, i) => {
  listen(slider, "input", () => {
    field.value = slider.value;
    set(i, Number(slider.value));
    show();
  });
  listen(field, "input", () => {
    if (field.value === "" || Number.isNaN(Number(field.value))) return;
    slider.value = field.value;
    set(i, Number(field.value));
    show();
  });
});
for (const { group, node, kind } of on.parts) {
  if (lesson.nodes[node][1] === word("constant") || kind === "result") continue;
  group.setAttribute("tabindex", "0");
  group.setAttribute("role", "img");
  const choose = () => {
    state.node = node;
    show();
  };
  listen(group, "click", choose);
  listen(group, "focus", choose);
}
on.wires.forEach((wire) => {
  listen(wire.group, "click", () => {
    const [step] = wire.steps.filter((one) => one <= state.step).slice(-1);
    if (!state.shown || !step) return;
    state.shown.add(step);
    show();
  });
});

/** The step and the values that the address names. */
function follow() {
  const asked = new URLSearchParams(location.hash.slice(1));
  lesson.inputs.forEach(([name, , start], i) => {
    const value = asked.has(name) ? Number(asked.get(name)) : start;
    if (!compute || Number.isNaN(value)) return;
    set(i, value);
    if (Number.isFinite(value)) controls[i].slider.value = controls[i].field.value = String(value);
  });
  go(Number(asked.get("step")) || 0);
}

listen(window, "hashchange", follow);
listen(window, "beforeprint", () => tables(lesson, numbers, on, state));
follow();
settle();
