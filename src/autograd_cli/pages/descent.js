/**
 * One step of gradient descent: every input with a gradient goes against it, by a rate times the gradient.
 * Takes the numbers when they have settled. Moves the fields of the inputs, as a hand would.
 */

import { at } from "./model.js";
import { fullText } from "./numbers.js";
import { byId, listen, settled } from "./view.js";

/** @type {() => void} */
let descend = () => {};

settled.push((lesson, numbers) => {
  descend = () => {
    const rate = Number(/** @type {HTMLInputElement} */ (byId("rate")).value);
    /** @type {Record<number, number>} */
    const met = {};
    lesson.inputs.forEach(([, node], i) => {
      const place = (met[node] = (met[node] ?? -1) + 1);
      const gradient = lesson.nodes[node][3];
      if (gradient === null) return;
      const field = /** @type {HTMLInputElement} */ (byId(`field${i}`));
      field.value = fullText(Number(field.value) - rate * [at(numbers, gradient)].flat(2)[place]);
      field.dispatchEvent(new Event("input"));
    });
  };
});
listen(byId("descend"), "click", () => descend());
