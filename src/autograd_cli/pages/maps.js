/**
 * The vectors and matrices of a lesson, in the picture and as tables with colours.
 * Takes the lesson and its numbers. Fills one element, whenever the numbers have settled.
 */

import { at } from "./model.js";
import { isNumber, notation, rounded, shortText, word, writing } from "./numbers.js";
import { ROOM, byId, element, roomy, settled } from "./view.js";

/** @typedef {import("./numbers.js").Values} Values */
/** @typedef {import("./model.js").Lesson} Lesson */
/** @typedef {import("./view.js").State} State */

/** A vector or matrix with more rows is left out. */
const LONGEST = 16;
/** The distance of two lines in the picture. */
const LEADING = 16.8;

/** The vectors and matrices with their gradients, as tables with colours. @param {Lesson} lesson @param {Values[]} numbers @param {State} state */
function maps(lesson, numbers, state) {
  const shown = lesson.nodes.flatMap(([label, , value, gradient]) => {
    const both = [at(numbers, value), at(numbers, gradient)];
    if (state.shown || isNumber(both[0]) || value === null || both[0].length > LONGEST) return [];
    const figure = element("figure", "", "heat");
    figure.append(element("figcaption", label), heat(both[0], "value", word("value")));
    if (gradient !== null) figure.append(heat(both[1], "gradient", word("gradient")));
    return [figure];
  });
  byId("maps").replaceChildren(...shown);
}

/**
 * The Jacobians of some edges; a number that is 0 at every point is a dot.
 * @param {Lesson} lesson @param {Values[]} numbers @param {import("./model.js").Edge[]} edges
 */
function jacobians(lesson, numbers, edges) {
  const shown = (lesson.jacobians ?? []).flatMap(([edge, height, width, places, own]) => {
    const [operand, user] = lesson.edges[edge];
    if (!edges.includes(lesson.edges[edge])) return [];
    const rows = Array.from({ length: height }, () => Array(width).fill(null));
    places.forEach((place, i) => (rows[Math.floor(place / width)][place % width] = at(numbers, own)[i]));
    return [heat(rows, "local", `∂${lesson.nodes[user][0]}/∂${lesson.nodes[operand][0]}`)];
  });
  if (!shown.length) return [];
  const figure = element("figure", "", "heat");
  figure.append(element("figcaption", word("Jacobians; · is 0 at every point")), ...shown);
  return [figure];
}

/** A table of numbers, each the more coloured the larger it is. @param {any} value @param {string} kind @param {string} title */
function heat(value, kind, title) {
  /** @type {(number | null)[][]} */
  const rows = [value].flat().map((row) => [row].flat());
  const most = Math.max(...rows.flat().map((one) => Math.abs(one ?? 0))) || 1;
  const table = element("table");
  table.append(element("caption", title, kind));
  for (const row of rows) {
    const line = element("tr");
    for (const one of row) {
      const cell = one === null ? element("td", "·", "none") : element("td", roundText(one));
      const share = Math.round((50 * Math.abs(one ?? 0)) / most);
      if (share) cell.style.background = `color-mix(in srgb, var(--${(one ?? 0) < 0 ? "cold" : "warm"}) ${share}%, transparent)`;
      line.append(cell);
    }
    table.append(line);
  }
  return table;
}

/**
 * A value as the lines that a picture has of it: a vector as a column, of a large one the shape.
 * @param {Values} value
 * @returns {string[]}
 */
function rowsText(value) {
  if (isNumber(value)) return [shortText(value)];
  const rows = value.map((row) => (isNumber(row) ? [row] : row).map(roundText));
  const shape = isNumber(value[0]) ? `(${rows.length},)` : `(${rows.length}, ${rows[0]?.length ?? 0})`;
  if (!rows.length || rows.length > 6 || !rows[0].length || rows[0].length > 6) return [shape];
  const widths = rows[0].map((_, i) => Math.max(...rows.map((row) => row[i].length)));
  return rows.map((row) => `[ ${row.map((text, i) => text.padStart(widths[i])).join(" ")} ]`);
}

/**
 * Numbers one after the other as values of these shapes.
 * @param {number[]} flat
 * @param {number[][] | null} shapes
 * @returns {Values[]}
 */
function nested(flat, shapes) {
  if (!shapes) return [];
  let place = 0;
  /** @type {(shape: number[]) => any} */
  const take = ([length, ...rest]) => (length === undefined ? flat[place++] : Array.from({ length }, () => take(rest)));
  return shapes.map(take);
}

/**
 * A vector or a matrix where many stand side by side; of a long one both ends.
 * @param {number[] | number[][]} value
 * @returns {string}
 */
function brief(value) {
  const whole = bracketed(value);
  if (whole.length <= 60) return whole;
  const flat = [value].flat(3);
  const depth = isNumber(value[0]) ? 1 : 2;
  return `${"[".repeat(depth)}${[flat[0], flat.at(-1)].map(roundText).join(", ..., ")}${"]".repeat(depth)}`;
}

/** @type {(value: Values) => string} */
const bracketed = (value) => (isNumber(value) ? roundText(value) : `[${value.map(bracketed).join(", ")}]`);

/** A number within a vector. @param {number} value */
const roundText = (value) => (notation.digits ? shortText(value) : rounded(value, 6, 4));

/**
 * The lines of a picture's value: below its first one as many as it has rows.
 * @param {SVGElement} first @param {number[]} shape
 */
function linesOf(first, [height = 1, width = 1]) {
  if (first.textContent || !height || !width) return [first];
  const lines = [first];
  for (let i = 1; i < height; i++) {
    const line = /** @type {SVGElement} */ (first.cloneNode());
    line.setAttribute("y", String(Number(line.getAttribute("y")) + LEADING * i));
    lines[i - 1].after(line);
    lines.push(line);
  }
  return lines.map((line) => roomy(line, 4 + (ROOM + 1) * width));
}
settled.push(maps);
Object.assign(writing, { brief, rows: rowsText, nested, linesOf, jacobians });
