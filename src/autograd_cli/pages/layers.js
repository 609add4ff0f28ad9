/**
 * Layers of the picture, folded into their frames and opened again by a click, Enter or the space bar.
 * Takes the lesson. Moves what is right of a folded layer to the left, and hides what is within it.
 */

import { lesson } from "./data.js";
import { word } from "./numbers.js";
import { byId, drawn, listen } from "./view.js";

const layers = lesson.layers ?? [];
const svg = byId("graph");
/** @type {<K extends string>(selector: K) => any[]} */
const all = (selector) => [...svg.querySelectorAll(selector)];
const frames = all("g.frame");
const folded = layers.map(() => false);
const [, start, whole, tall] = /** @type {string} */ (svg.getAttribute("viewBox")).split(" ");
/** The left, upper edge, width and height of each frame. */
const sizes = frames.map((frame) => ["x", "y", "width", "height"].map((name) => Number(frame.firstChild.getAttribute(name))));
const heights = frames.map((frame) => frame.lastChild.getAttribute("y"));
/** How much smaller than it is the picture is shown at most. */
const SMALLEST = 0.7;
/** Where everything is while all layers are open, and what is within each; known once one is folded. */
const open = { places: /** @type {[any, string, string][]} */ ([]), inner: /** @type {any[][]} */ ([]) };

/** A place from left to right, less what is folded away left of it. @param {number | string} x */
const moved = (x) =>
  layers.reduce((sum, [from, to], i) => sum - (folded[i] ? Math.min(Math.max(+x - from, 0), to - from) : 0), +x);

/** @param {any} one @param {string} name @param {number | string} value */
const put = (one, name, value) => one.setAttribute(name, String(value));

/** What folding needs to know, the first time. */
function prepare() {
  if (open.places.length) return;
  open.places = all("[x],path").map((one) => [one, one.getAttribute("x"), one.getAttribute("d")]);
  const [parts, wires, words] = [all("[data-n]"), all(".wire"), all(".wire .label")];
  open.inner = layers.map(([, , inside, within], i) => {
    const [left, top, width, height] = sizes[i];
    const isIn = (/** @type {any} */ one) => {
      const [x, y] = [one.getAttribute("x") - left, one.getAttribute("y") - top];
      return x > 0 && x < width && y > 0 && y < height;
    };
    return [...inside.map((place) => parts[place]), ...within.map((place) => wires[place]), ...words.filter(isIn)];
  });
}

/** Everything in its place. */
function arrange() {
  for (const [one, x, path] of open.places) {
    if (path) put(one, "d", path.replace(/([MHC ])([-.\d]+)/g, (_, sign, own) => sign + moved(own)));
    else put(one, "x", moved(x));
  }
  // The last one first, so that all are again in their order when they are put before the others.
  for (let i = layers.length - 1; i >= 0; i--) {
    const [left, top, width, height] = sizes[i];
    const [box, name] = frames[i].children;
    const end = moved(left + width) - moved(left);
    put(box, "width", end);
    if (folded[i]) put(name, "x", moved(left) + end / 2);
    put(name, "y", folded[i] ? top + height / 2 + 6 : heights[i]);
    put(frames[i], "aria-expanded", !folded[i]);
    frames[i].classList.toggle("folded", folded[i]);
    for (const one of open.inner[i]) one.style.display = folded[i] ? "none" : "";
    svg[folded[i] ? "append" : "prepend"](frames[i]);
  }
  const width = moved(whole);
  put(svg, "width", width);
  put(svg, "viewBox", `0 ${start} ${width} ${tall}`);
  svg.style.minWidth = `${SMALLEST * width}px`;
}

frames.forEach((frame, i) => {
  put(frame, "tabindex", 0);
  put(frame, "role", "button");
  put(frame, "aria-expanded", true);
  put(frame, "aria-label", word(`layer ${frame.textContent}`));
  const toggle = () => {
    prepare();
    folded[i] = !folded[i];
    arrange();
    frame.focus();
  };
  listen(frame, "click", toggle);
  listen(frame, "keydown", (event) => {
    if (event.key !== "Enter" && event.key !== " ") return;
    event.preventDefault();
    toggle();
  });
});
drawn.push((lesson, state) => {
  const [back, nodes] = state.step ? lesson.steps[state.step - 1] : [0, []];
  const parts = all("[data-n]");
  layers.forEach((layer, i) => {
    const here = layer[2].some((place) => nodes.includes(Number(parts[place].dataset.n)));
    frames[i].classList.toggle("now", here);
    frames[i].classList.toggle("back", Boolean(back));
  });
});
