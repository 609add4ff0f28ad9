/**
 * Numbers as text, as the program writes them.
 * Takes numbers, vectors and matrices. Returns text.
 */

/** @typedef {number | number[] | number[][]} Values */

/**
 * All digits of a double, the shortest that read as it.
 * @param {number} value
 * @returns {string}
 */
export function fullText(value) {
  if (Number.isNaN(value)) return "nan";
  if (!Number.isFinite(value)) return value > 0 ? "inf" : "-inf";
  const text = String(value + 0);
  const size = Math.abs(value);
  if (size >= 1e16 || (size && size < 1e-4)) return powered(value.toExponential());
  return text;
}

/** @type {(value: any) => value is number} */
export const isNumber = (value) => typeof value === "number";

/** A text of ours, which the writer of the page puts into its language. @param {string} text */
export const word = (text) => text;

/** How many significant digits were asked for; 0 for as many as there is room for. */
export const notation = { digits: 0 };

/**
 * A number where many stand side by side.
 * @param {number} value
 * @returns {string}
 */
export const shortText = (value) =>
  notation.digits && Number.isFinite(value)
    ? fullText(Number(value.toPrecision(notation.digits)))
    : rounded(value, 9, 7);

/** A number that stands alone: all digits, or as many as were asked for. @param {number} value @returns {string} */
export const wholeText = (value) => (notation.digits ? shortText(value) : fullText(value));

/**
 * A number with so many significant digits, where its text is longer than so many characters.
 * @param {number} value
 * @param {number} longest
 * @param {number} digits
 */
export function rounded(value, longest, digits) {
  const text = fullText(value);
  if (text.replace("-", "").length <= longest) return text;
  const [mantissa, exponent] = value.toExponential(digits - 1).split("e");
  const power = Number(exponent);
  if (power < -4 || power >= digits) return powered(`${stripped(mantissa)}e${exponent}`);
  return stripped(value.toFixed(digits - 1 - power));
}

/** @param {string} text */
const stripped = (text) => (text.includes(".") ? text.replace(/\.?0+$/, "") : text);

/** The exponent of at least two digits, with its sign. @param {string} text */
const powered = (text) => text.replace(/e([+-])(\d)$/, "e$10$2");

/** A number, a vector or a matrix where many stand side by side. @param {Values} value @returns {string} */
export const briefText = (value) => (isNumber(value) ? shortText(value) : writing.brief(value));

/**
 * A text with numbers for its marks: `⟨5⟩` is short, `⟨-5⟩` in parentheses where it is negative, `⟦5⟧` has all digits.
 * @param {string} template
 * @param {Values[]} numbers
 * @param {string} [hidden] what stands for each number instead
 */
export function filled(template, numbers, hidden) {
  return template.replace(/⟨(-?)(\d+)⟩|⟦(\d+)⟧/g, (_, sign, short, full) => {
    if (hidden) return hidden;
    const value = numbers[short ?? full];
    const text = isNumber(value) && full ? wholeText(value) : briefText(value);
    return sign && text[0] === "-" ? `(${text})` : text;
  });
}

/**
 * What differs with vectors: a brief text of one, the lines that a picture has of a value, the elements that show them,
 * numbers one after the other as values, and the Jacobians of edges as tables.
 * @type {{
 *   brief: (value: any) => string,
 *   rows: (value: Values) => string[],
 *   linesOf: (first: SVGElement, shape: number[]) => SVGElement[],
 *   jacobians: (lesson: any, numbers: Values[], edges: any[]) => Element[],
 *   nested: (flat: number[], shapes: number[][] | null) => Values[],
 * }}
 */
export const writing = {
  brief: String,
  rows: (value) => [briefText(value)],
  linesOf: (first) => [first],
  jacobians: () => [],
  nested: (flat) => flat,
};
