// Makes the table of strokes that the program carries, once; no JavaScript runs in the program itself.
// Data: cnchar-order and cnchar-radical (MIT, Copyright (c) theajack), corrections.tsv, components.txt and counts.tsv of this folder.
import { readFileSync, writeFileSync } from "node:fs";
import cnchar from "cnchar";
import order from "cnchar-order";
import radical from "cnchar-radical";

console.warn = () => {};   // cnchar says one line for each character that it lacks
cnchar.use(order, radical);
const here = name => readFileSync(new URL(name, import.meta.url), "utf8").split("\n").filter(l => l && !l.startsWith("#"));

// 横竖撇点折; a small letter is the lesser form of its class, which comes after where all else is equal (提 after 横).
const classes = { 横: "1", 提: "1a", 竖: "2", 竖钩: "2a", 撇: "3", 点: "4", 点2: "4", 捺: "4a" };
const known = new Map();   // character → [digits, the same with lesser forms told apart]
for (const [from, to] of [[0x4e00, 0x9fff], [0x3400, 0x4dbf]])
  for (let c = from; c <= to; c++) {
    const s = String.fromCodePoint(c), strokes = cnchar.stroke(s, "order", "name")?.[0];
    if (!Array.isArray(strokes) || strokes.length === 0) continue;
    const fine = strokes.map(n => classes[n] ?? "5");
    known.set(s, [fine.map(f => f[0]).join(""), fine.map(f => f.padEnd(2, " ")).join("")]);
  }
const plain = digits => [digits, [...digits].join(" ") + " "];
for (const [c, digits] of here("corrections.tsv").map(l => l.split("\t"))) known.set(c, plain(digits));

const parts = new Map();
for (const line of here("components.txt")) {
  const [head, kind, ...rest] = line.startsWith("= ") ? ["", ...line.split(" ")] : line.split(" ");
  for (const item of rest) {
    const [c, ...other] = [...item];
    if (known.has(c) || parts.has(c)) throw new Error(`${c} is there twice`);
    parts.set(c, kind === "<" ? head + other.join("") : kind === ">" ? other.join("") + head : other.join(""));
  }
}
const write = c => {
  if (/[1-5]/.test(c)) return c;
  if (known.has(c)) return known.get(c)[0];
  if (!parts.has(c)) throw new Error(`no strokes for ${c}`);
  return [...parts.get(c)].map(write).join("");
};
for (const c of parts.keys()) known.set(c, plain(write(c)));

// Of the rest only the number is known: they come after all of as many strokes.
for (const [n, characters] of here("counts.tsv").map(l => l.split("\t")))
  for (const c of characters) if (!known.has(c)) known.set(c, plain("6".repeat(Number(n))));

// What is written alike stands in the order 左右, 上下, 包围, 独体, as published lists have it (孔 before 巴, 次 before 衣), then with the lesser forms after.
const above = ["122", "314314", "44534", "14524444"], around = ["413", "41341", "4513", "454"];
const shapes = new Map();
for (const line of here("components.txt")) {
  const [head, ...rest] = line.split(" ");
  for (const item of rest) shapes.set([...item][0], above.includes(head) ? 1 : around.includes(head) ? 2 : 0);
}
const shape = c => {
  const said = cnchar.radical(c)?.[0]?.struct;
  return !said ? shapes.get(c) ?? 0 : /左/.test(said) ? 0 : /上|品/.test(said) ? 1 : /包围/.test(said) ? 2 : 3;
};

const bySize = ([c, [a, fineA]], [d, [b, fineB]]) => a.length - b.length || (a < b ? -1 : a > b ? 1 : 0) || shape(c) - shape(d) || (fineA < fineB ? -1 : fineA > fineB ? 1 : 0) || c.codePointAt(0) - d.codePointAt(0);
const lines = new Map();
for (const [c, [digits]] of [...known].sort(bySize)) lines.set(digits, (lines.get(digits) ?? "") + c);
const out = [
  "# Strokes of Chinese characters by class (1 横提, 2 竖, 3 撇, 4 点捺, 5 折), made by tools/strokes from cnchar-order and cnchar-radical 3.2.6 (MIT, Copyright (c) theajack) and from the corrections and components there (some after rime-stroke, LGPL-3); 6 for each stroke where only their number is known, from Unihan 15 (kTotalStrokes, © Unicode, Inc., Unicode License).",
  "# In the official order: by number, then stroke by stroke, then 左右, 上下, 包围, 独体.",
  ...[...lines].map(([digits, characters]) => `${digits}\t${characters}`)];
writeFileSync(new URL("../../src/Guanjia.Platform/Text/strokes.tsv", import.meta.url), out.join("\n") + "\n");
console.log(known.size, "characters,", lines.size, "lines");
