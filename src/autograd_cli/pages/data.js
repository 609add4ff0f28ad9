/**
 * What the page has in it: the lesson and its markup, in which what is there many times is written once.
 * Takes the signs, each a line with what it stands for, and a text with signs, which the page defines before it.
 */

/** @type {string[]} */
// @ts-ignore
const [signs, short] = DATA;
/** @type {Map<string, string>} */
const meanings = new Map();

/** A text in which each sign has become what it stands for. @param {string} text */
const expanded = (text) => [...text].map((one) => meanings.get(one) ?? one).join("");

for (const [sign, ...meaning] of signs.split("\n")) meanings.set(sign, expanded(meaning.join("")));
const [data, markup] = expanded(short).split("\n");
/** @type {import("./model.js").Lesson} */
export const lesson = JSON.parse(data);
export { markup };
