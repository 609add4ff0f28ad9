/**
 * The derivations of the lesson's partial derivatives, where what their markup repeats is written once.
 * Takes the lesson. Fills one element; what is printed has it unfolded.
 */

import { byId, listen } from "./view.js";

/** @typedef {import("./model.js").Lesson} Lesson */

/** The markup after its signs, each of which has what it stands for behind it. @param {string[]} parts */
const unfolded = (parts) => parts.reduceRight((text, one) => text.split(one[0]).join(one.slice(1)));

// @ts-ignore
byId("derived").innerHTML = unfolded(/** @type {Lesson} */ (LESSON).derived);
listen(window, "beforeprint", () => byId("derivation").setAttribute("open", ""));
