// What lightningcss leaves, because it hangs on variables: color-mix() and oklch() (Chrome 111), also of custom properties, where a browser that does not know them
// loses the whole colour. Each such declaration becomes a plain one, with the colour that has the greater share; the mixed one follows for those who know it.
import { transform } from "lightningcss";

const left = /color-mix\(|oklch\(|oklab\(/;
const targets = { chrome: 100 << 16 };

/** The arguments of a function that begins at an index, and the index behind it. */
function call(text, open) {
  const parts = [""];
  let depth = 1, i = open;
  for (; depth > 0; i++) {
    const c = text[i];
    if (c === "(") depth++; else if (c === ")") depth--;
    if (depth === 1 && c === ",") parts.push(""); else if (depth > 0) parts[parts.length - 1] += c;
  }
  return [parts.map(p => p.trim()), i];
}

/** Words of a value, those in brackets whole. */
function words(text) {
  const found = [""];
  let depth = 0;
  for (const c of text) {
    if (c === "(") depth++; else if (c === ")") depth--;
    if (c === " " && depth === 0) found.push(""); else found[found.length - 1] += c;
  }
  return found.filter(Boolean);
}

function mixed([, first, second]) {
  const share = side => { const of = words(side).find(w => w.endsWith("%") || w.startsWith("calc(")); return of === undefined ? null : of.startsWith("calc(") ? 100 : parseFloat(of); };
  const colour = side => words(side).filter(w => !w.endsWith("%") && !w.startsWith("calc(")).join(" ");
  const part = share(first) ?? (share(second) === null ? 50 : 100 - share(second));
  return colour(part >= 50 ? first : second);
}

const known = new Map();
function plain(oklch) {
  if (oklch.startsWith("oklch(from ")) return words(oklch.slice("oklch(from ".length, -1))[0];
  if (!known.has(oklch)) known.set(oklch, /color:([^;}]+)/.exec(transform({ filename: "one.css", code: Buffer.from(`a{color:${oklch}}`), minify: true, targets }).code.toString())[1]);
  return known.get(oklch);
}

/** A value in words that Chrome 100 knows. */
export function plainValue(value) {
  for (let at; (at = /color-mix\(|oklch\(|oklab\(/.exec(value));) {
    const open = at.index + at[0].length;
    const [args, end] = call(value, open);
    value = value.slice(0, at.index) + (at[0] === "color-mix(" ? mixed(args) : plain(value.slice(at.index, end))) + value.slice(end);
  }
  return value;
}

function declarations(body) {
  const found = [""];
  let depth = 0, quote = "";
  for (const c of body) {
    if (quote) { if (c === quote) quote = ""; } else if (c === "\"" || c === "'") quote = c; else if (c === "(") depth++; else if (c === ")") depth--;
    if (c === ";" && depth === 0 && !quote) found.push(""); else found[found.length - 1] += c;
  }
  return found.filter(d => d.trim());
}

/** The style sheet, minified, with plain colours first. */
export function plainColours(css) {
  return css.replace(/([^{};]*)\{([^{}]*)\}/g, (rule, selector, body) => {
    if (!left.test(body)) return rule;
    const all = declarations(body);
    const split = d => [d.slice(0, d.indexOf(":")), d.slice(d.indexOf(":") + 1)];
    const first = all.map(d => { const [name, value] = split(d); return left.test(value) ? `${name}:${plainValue(value)}` : d; });
    // A step of an animation holds no condition.
    const rest = /^(from|to|[\d.]+%)/.test(selector.trim()) ? "" : `@supports (color:${body.includes("oklch(from") ? "oklch(from red l c h)" : "color-mix(in lab,red,red)"}){${selector}{${all.filter(d => left.test(split(d)[1])).join(";")}}}`;
    return `${selector}{${first.join(";")}}${rest}`;
  });
}
