// Makes wwwroot/dist: one style sheet, one sprite of icons, and the islands (a small loader and a chunk each).
// node build.mjs OUT
import { build } from "esbuild";
import { bundle } from "lightningcss";
import { mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { resolve } from "node:path";
import { plainColours } from "./plain-colours.mjs";

const out = resolve(process.argv[2] ?? "../wwwroot/dist");
rmSync(out, { recursive: true, force: true });
mkdirSync(out, { recursive: true });

// Browsers in offices lag: light-dark(), oklch() and color-mix() of Tabler are compiled down to what Chrome 100 knows.
const chrome100 = 100 << 16;
const css = bundle({ filename: "css/index.css", minify: true, targets: { chrome: chrome100, firefox: chrome100, safari: 15 << 16 } });
writeFileSync(`${out}/guanjia.css`, plainColours(css.code.toString()));

const names = readFileSync("icons.txt", "utf8").split(/\s+/).filter(Boolean);
const symbols = [...new Set(names)].sort().map(name => {
  const svg = readFileSync(`node_modules/@tabler/icons/icons/outline/${name}.svg`, "utf8");
  const inner = svg.slice(svg.indexOf(">", svg.indexOf("<svg")) + 1, svg.lastIndexOf("</svg>"))
    .replace(/\s*<path stroke="none"[^>]*>/g, "").replace(/\s*\n\s*/g, "");
  return `<symbol id="${name}" viewBox="0 0 24 24">${inner}</symbol>`;
});
writeFileSync(`${out}/icons.svg`, `<svg xmlns="http://www.w3.org/2000/svg">${symbols.join("")}</svg>`);

const { metafile } = await build({
  entryPoints: { guanjia: "src/guanjia.ts" },
  outdir: out, bundle: true, splitting: true, format: "esm", minify: true, target: "chrome100", legalComments: "none",
  chunkNames: "[name]-[hash]", logLevel: "warning", metafile: true,
});
// The worker of the phone's shell is one file of its own; beside the page it keeps the islands that work without network, with what those import.
const outputs = Object.entries(metafile.outputs), shell = new Set();
function take(path) {
  const name = "/dist/" + path.split("/").pop();
  if (shell.has(name)) return;
  shell.add(name);
  for (const i of metafile.outputs[path].imports) if (i.kind === "import-statement") take(i.path);
}
for (const island of ["queue", "drive", "upload", "once", "chime", "live"]) take(outputs.find(([, o]) => o.entryPoint === `src/${island}.ts`)[0]);
await build({ entryPoints: { sw: "src/sw.ts" }, define: { SHELL: JSON.stringify([...shell]) }, outdir: out, bundle: true, format: "iife", minify: true, target: "chrome100", legalComments: "none", logLevel: "warning" });
// The worker of the maps, of the very version that is bundled.
await build({ entryPoints: { "map-worker": "node_modules/maplibre-gl/dist/maplibre-gl-worker.mjs" }, outdir: out, bundle: true, format: "esm", minify: true, target: "chrome100", legalComments: "none", logLevel: "warning" });
