// A PostCSS plugin: light-dark(), color-mix(), oklch() and relative colours → plain colours, for a light page with our palette.
import valueParser from "postcss-value-parser";
import { format, lighten, mix, parseColour } from "./colour.mjs";
import { fixed, palette } from "./palette.mjs";

const BRANDS =
  /-(facebook|twitter|linkedin|google|youtube|vimeo|dribbble|github|instagram|pinterest|flickr|bitbucket|vk|rss|tabler|x)(-|,|\)|:|\.| |$)/;
const BRAND_SELECTOR = new RegExp("^\\.(bg|text|btn|btn-outline|btn-ghost|text-bg|btn-animate-icon|border|badge)" + BRANDS.source);
// Decoration that mixes colours known only in the browser. Nobody here uses it.
const UNUSED = /\.card-gradient|\.sparkline|\.bg-pattern|\[data-vc-|gradient-animation/;
const args = (node) => {
  const out = [[]];
  for (const n of node.nodes) n.type === "div" && n.value === "," ? out.push([]) : out[out.length - 1].push(n);
  return out.map((nodes) => valueParser.stringify(nodes).trim());
};

export function lower(unresolved) {
  const root = new Map();
  const anywhere = new Map();

  const lookup = (name, rule) => {
    const bare = name.replace("--tblr-", "");
    if (palette[bare]) return palette[bare];
    if (fixed[bare]) return fixed[bare];
    let local;
    rule?.walkDecls(name, (d) => void (local ??= d.value));
    return local ?? root.get(name) ?? anywhere.get(name);
  };

  const colourOf = (text, rule, depth = 0) => {
    if (depth > 12) return null;
    const plain = parseColour(text);
    if (plain) return plain;
    const m = /^var\((--[\w-]+)\s*(?:,\s*(.+))?\)$/s.exec(text.trim());
    if (m) {
      const value = lookup(m[1], rule) ?? m[2];
      return value === undefined || value.includes(m[0]) ? null : colourOf(value, rule, depth + 1);
    }
    const done = rewrite(text, rule, depth + 1);
    return done === text ? null : colourOf(done, rule, depth + 1);
  };

  const shareOf = (text, rule) => {
    if (text.endsWith("%") && !text.includes("(")) return parseFloat(text) / 100;
    const m = /^calc\(\s*var\((--[\w-]+)(?:,\s*([\d.]+))?\)\s*\*\s*100%\s*\)$/.exec(text);
    return m ? { name: m[1], fallback: m[2] ?? root.get(m[1]) ?? "1", known: root.get(m[1]) } : null;
  };

  const colourMix = (node, rule, depth) => {
    const [space, one, two] = args(node);
    if (!/^in oklab$/.test(space)) throw new Error("color-mix " + space);
    const m = /^(.*?)(?:\s+(calc\(.*\)|[\d.]+%))?$/s.exec(one);
    const share = m[2] ? shareOf(m[2], rule) : 0.5;
    const first = colourOf(m[1], rule, depth);
    const second = colourOf(two, rule, depth);
    if (!first || !second || share === null) return null;
    if (typeof share === "number") return format(mix(first, second, share));
    if (two === "transparent") {
      const [r, g, b] = first.slice(0, 3).map((c) => Math.round(c * 255));
      return `rgba(${r}, ${g}, ${b}, var(${share.name}, ${share.fallback}))`;
    }
    return format(mix(first, second, parseFloat(share.known ?? share.fallback)));
  };

  const relative = (node, rule, depth) => {
    const text = valueParser.stringify(node.nodes);
    const m = /^from\s+(.+)\s+calc\(l ([+-]) ([\d.]+)\) c h$/.exec(text);
    const base = m && colourOf(m[1], rule, depth);
    return base ? format(lighten(base, (m[2] === "+" ? 1 : -1) * parseFloat(m[3]))) : null;
  };

  // Colours inside data: pictures are percent-encoded: oklch%2871.55%25 0 0deg%29.
  const pictures = (value) =>
    value.replace(/oklch%28[^)]*?%29/g, (t) => format(parseColour(decodeURIComponent(t))).replace("#", "%23"));

  function rewrite(value, rule, depth = 0) {
    if (value.includes("oklch%28")) return pictures(value);
    if (!/light-dark|color-mix|oklch|oklab/.test(value) || depth > 12) return value;
    const tree = valueParser(value);
    tree.walk((node) => {
      if (node.type !== "function") return undefined;
      let out = null;
      if (node.value === "light-dark") out = rewrite(args(node)[0], rule, depth + 1);
      else if (node.value === "color-mix") out = colourMix(node, rule, depth + 1);
      else if (node.value === "oklch") {
        const whole = valueParser.stringify(node);
        const plain = parseColour(whole);
        out = plain ? format(plain) : relative(node, rule, depth + 1);
      } else return undefined;
      if (out === null) {
        unresolved.push(`${rule?.selector} { ${value} }`);
        return false;
      }
      Object.assign(node, { type: "word", value: out, nodes: undefined });
      return false;
    }, false);
    return tree.toString();
  }

  return {
    postcssPlugin: "wanghuo-lower",
    Once(css) {
      css.walkRules((rule) => {
        const kept = rule.selectors.filter((s) => !BRAND_SELECTOR.test(s) && !UNUSED.test(s));
        if (kept.length === 0) rule.remove();
        else if (kept.length < rule.selectors.length) rule.selectors = kept;
      });
      css.walkDecls(/^--tblr-/, (decl) => {
        if (BRANDS.test(decl.prop) && decl.parent.selector?.includes(":root")) return void decl.remove();
        const bare = decl.prop.slice("--tblr-".length);
        const ours = decl.parent.selector?.includes(":root") && (palette[bare] ?? fixed[bare]);
        if (ours) decl.value = ours;
        if (decl.parent.selector?.includes(":root")) root.set(decl.prop, decl.value);
        if (!anywhere.has(decl.prop)) anywhere.set(decl.prop, decl.value);
        return undefined;
      });
      css.walkDecls((decl) => {
        decl.value = rewrite(decl.value, decl.parent);
      });
      css.walkAtRules("property", (rule) => {
        if (rule.params) rule.remove(); // @property itself is Chromium 85; only the moving gradient used it
      });
    },
  };
}
