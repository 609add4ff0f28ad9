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

/**
 * At most seven significant digits.
 * @param {number} value
 * @returns {string}
 */
export function shortText(value) {
  const text = fullText(value);
  if (text.replace("-", "").length <= 9) return text;
  const [mantissa, exponent] = value.toExponential(6).split("e");
  const power = Number(exponent);
  if (power < -4 || power >= 7) return powered(`${stripped(mantissa)}e${exponent}`);
  return stripped(value.toFixed(6 - power));
}

/** @param {string} text */
const stripped = (text) => (text.includes(".") ? text.replace(/\.?0+$/, "") : text);

/** The exponent of at least two digits, with its sign. @param {string} text */
const powered = (text) => text.replace(/e([+-])(\d)$/, "e$10$2");

/**
 * A number, a vector or a matrix where many stand side by side.
 * @param {Values} value
 * @returns {string}
 */
export function briefText(value) {
  if (typeof value === "number") return shortText(value);
  return `[${value.map((one) => (typeof one === "number" ? roundText(one) : briefText(one))).join(", ")}]`;
}

/** A number within a vector. @param {number} value */
export const roundText = (value) => {
  const text = fullText(value);
  return text.length <= 6 ? text : fullText(Number(value.toPrecision(4)));
};

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
    const text = typeof value === "number" && full ? fullText(value) : briefText(value);
    return sign && text[0] === "-" ? `(${text})` : text;
  });
}

/**
 * What differs with vectors: the lines that a picture has of a value, and numbers one after the other as values.
 * @type {{rows: (value: Values) => string[], nested: (flat: number[], shapes: number[][] | null) => Values[]}}
 */
export const writing = { rows: (value) => [briefText(value)], nested: (flat) => flat };
