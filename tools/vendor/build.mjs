// What the browser gets: fetched by npm (locked in package-lock.json), built down to Chromium 109, written to the
// shell's static/vendor folder and committed. Same lock, same output. Run: npm ci --ignore-scripts && node build.mjs
import { build, transform as js } from "esbuild";
import { Features, transform as lightning } from "lightningcss";
import { copyFileSync, mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import postcss from "postcss";
import { lower } from "./lower.mjs";

const here = dirname(fileURLToPath(import.meta.url));
const modules = join(here, "node_modules");
const out = join(here, "../../src/wanghuo/base/shell/static/vendor");
const testOut = join(here, "../../tests/browser/vendor");
const FLOOR = "chrome109";
const read = (...p) => readFileSync(join(modules, ...p), "utf8");
const write = (name, text) => (mkdirSync(dirname(join(out, name)), { recursive: true }), writeFileSync(join(out, name), text));
const unmapped = (text) => text.replace(/^\/[/*]# sourceMappingURL=.*$/gm, "").trimEnd() + "\n";

const css = (name, text) =>
  lightning({ filename: name, code: Buffer.from(text), minify: true, targets: { chrome: 109 << 16 }, exclude: Features.LightDark }).code.toString();

async function script(name, text) {
  const { code } = await js(text, { target: FLOOR, minify: true, legalComments: "inline", loader: "js" });
  write(name, unmapped(code));
}

async function tabler() {
  const unresolved = [];
  const lowered = await postcss([lower(unresolved)]).process(read("@tabler/core/dist/css/tabler.css"), { from: undefined });
  if (unresolved.length) throw new Error("colours nobody could work out:\n" + unresolved.join("\n"));
  write("tabler.min.css", "/*! Tabler 1.6.1, MIT, recoloured and built down to Chromium 109 by tools/vendor */\n" + css("tabler.css", unmapped(lowered.css)));
}

async function leaflet() {
  write("leaflet/leaflet.css", css("leaflet.css", read("leaflet/dist/leaflet.css")));
  await script("leaflet/leaflet.js", read("leaflet/dist/leaflet-src.js"));
  mkdirSync(join(out, "leaflet/images"), { recursive: true });
  for (const f of ["layers.png", "layers-2x.png", "marker-icon.png", "marker-icon-2x.png", "marker-shadow.png"])
    copyFileSync(join(modules, "leaflet/dist/images", f), join(out, "leaflet/images", f));
}

async function echarts() {
  await build({
    entryPoints: [join(here, "echarts.mjs")], outfile: join(out, "echarts.min.js"), bundle: true, minify: true,
    format: "iife", target: FLOOR, legalComments: "none", nodePaths: [modules],
    banner: { js: "/*! Apache ECharts 6.1.0, Apache-2.0, the parts named in tools/vendor/echarts.mjs */" },
  });
}

function icons() {
  const names = readFileSync(join(here, "icons.txt"), "utf8").split("\n").filter((l) => l && !l.startsWith("#"));
  const symbols = names.map((name) => {
    const inner = read(`@tabler/icons/icons/outline/${name}.svg`).replace(/^[\s\S]*?<svg[^>]*>/, "").replace("</svg>", "");
    const paths = inner.replace(/\s*<path stroke="none"[^>]*\/>/, "").replace(/\s*\n\s*/g, "");
    return `<symbol id="${name}" viewBox="0 0 24 24">${paths}</symbol>`;
  });
  write("icons.svg", `<svg xmlns="http://www.w3.org/2000/svg"><!-- Tabler Icons 3.51.0, MIT -->\n${symbols.join("\n")}\n</svg>\n`);
}

function licences() {
  const from = { tabler: null, "tabler-icons": "@tabler/icons/LICENSE", htmx: "htmx.org/LICENSE", leaflet: "leaflet/LICENSE", echarts: "echarts/LICENSE" };
  for (const [name, path] of Object.entries(from)) if (path) write(`licences/${name}.txt`, read(path));
  write("licences/tabler.txt", readFileSync(join(here, "tabler-licence.txt"), "utf8"));
}

rmSync(out, { recursive: true, force: true });
await tabler();
await script("htmx.min.js", read("htmx.org/dist/htmx.js"));
await leaflet();
await echarts();
icons();
licences();
mkdirSync(testOut, { recursive: true });
writeFileSync(join(testOut, "axe.min.js"), unmapped(read("axe-core/axe.min.js")));
