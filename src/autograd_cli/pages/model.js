/**
 * What is true of the numbers: which nodes are taken, which findings are made, what a step says.
 * Takes the data of the lesson and all numbers. Returns facts and texts, and knows no document.
 */

import { filled, isNumber, word } from "./numbers.js";

/** @typedef {import("./numbers.js").Values} Values */
/** @typedef {[label: string, operation: string, value: number | null, gradient: number | null, taken: number | null]} Node */
/** @typedef {[operand: number, user: number, partial: number | null, contribution: number | null, rule: string]} Edge */
/** @typedef {[backward: 0 | 1, nodes: number[], template: string]} Step */
/** @typedef {[flag: number, kind: string, text: string, first: boolean]} Remark */
/** @typedef {[edge: number, rows: number, columns: number, places: number[], numbers: number]} Jacobian */
/** @typedef {[from: number, to: number, inside: number[], within: number[]]} Layer */
/**
 * @typedef {object} Lesson
 * @property {string} title
 * @property {[name: string, node: number, start: number][]} inputs
 * @property {Node[]} nodes
 * @property {Edge[]} edges
 * @property {Step[]} steps
 * @property {Remark[]} remarks
 * @property {[operand: number, edge: number | null][]} wires
 * @property {number} result
 * @property {Values[] | null} start
 * @property {string[]} notes
 * @property {boolean} blank
 * @property {number[][] | null} shapes
 * @property {number} digits
 * @property {Jacobian[]} [jacobians]
 * @property {Layer[]} [layers]
 */

/** @param {Lesson} lesson @param {Values[]} numbers @param {number} node */
export const isTaken = (lesson, numbers, node) => {
  const place = lesson.nodes[node][4];
  return place === null || Boolean(numbers[place]);
};

/**
 * The number in a place, nan where there is none.
 * @param {Values[]} numbers
 * @param {number | null} place
 */
export const at = (numbers, place) => (place === null ? NaN : numbers[place]);

/**
 * The caption of a step, in two parts; step 0 is the bare graph.
 * @param {Lesson} lesson
 * @param {Values[]} numbers
 * @param {number} step
 * @param {string} [hidden] what stands for all numbers, where they are not to be seen
 */
export function caption(lesson, numbers, step, hidden) {
  if (!step) return ["", word(`the graph of ${lesson.title}`)];
  const { steps, nodes } = lesson;
  const [backward, [node], template] = steps[step - 1];
  const forward = steps.filter((one) => !one[0]).length;
  const head = backward
    ? word(`backward ${step - forward}/${steps.length - forward}:`)
    : word(`forward ${step}/${forward}:`);
  const text = filled(template, numbers, hidden);
  const taken = isTaken(lesson, numbers, node) || (!backward && steps[step - 1][1].length > 1);
  if (taken) return [head, text];
  if (backward) return [head, word(`${nodes[node][0]} is not selected, so nothing flows back through it`)];
  return [head, `${text} ${word("(not selected)")}`];
}

/**
 * The findings at the point.
 * @param {Lesson} lesson
 * @param {Values[]} numbers
 * @returns {[kind: string, text: string][]}
 */
export function findings(lesson, numbers) {
  /** @type {[string, string][]} */
  const found = [];
  let explained = false;
  for (const [flag, kind, text, first] of lesson.remarks) {
    if (!numbers[flag] || (first && explained)) continue;
    explained ||= first;
    found.push([kind, filled(text, numbers)]);
  }
  const lost = lesson.nodes.findIndex((one, i) => overflows(lesson, numbers, i));
  if (!explained && lost >= 0) found.push(["overflow", `${lesson.nodes[lost][1]} is too large for a double`]);
  return found;
}

/** Whether a node of finite operands is infinite. @param {Lesson} lesson @param {Values[]} numbers @param {number} node */
function overflows(lesson, numbers, node) {
  const value = at(numbers, lesson.nodes[node][2]);
  if (!isNumber(value)) return false;
  if (Math.abs(/** @type {number} */ (value)) !== Infinity || !isTaken(lesson, numbers, node)) return false;
  const operands = lesson.edges.filter((edge) => edge[1] === node);
  return operands.length > 0 && operands.every((edge) => Number.isFinite(at(numbers, lesson.nodes[edge[0]][2])));
}

/**
 * What flowed back into a node, edge by edge, for the edges that are on the taken path.
 * @param {Lesson} lesson
 * @param {Values[]} numbers
 * @param {number} node
 */
export const flowsInto = (lesson, numbers, node) =>
  lesson.edges.filter((edge) => edge[0] === node && edge[3] !== null && isTaken(lesson, numbers, edge[1])).sort((a, b) => b[1] - a[1]);
