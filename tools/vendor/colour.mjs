// Just enough CSS Color 4 to work out, once and for all, what Chromium 109 cannot work out itself:
// oklch(), relative colours and color-mix() in oklab. Matrices: https://bottosson.github.io/posts/oklab/

const lin = (c) => (c <= 0.04045 ? c / 12.92 : ((c + 0.055) / 1.055) ** 2.4);
const gam = (c) => (c <= 0.0031308 ? 12.92 * c : 1.055 * c ** (1 / 2.4) - 0.055);
const clamp = (x) => Math.min(1, Math.max(0, x));

export function rgbToOklab([r, g, b]) {
  const [R, G, B] = [lin(r), lin(g), lin(b)];
  const l = Math.cbrt(0.4122214708 * R + 0.5363325363 * G + 0.0514459929 * B);
  const m = Math.cbrt(0.2119034982 * R + 0.6806995451 * G + 0.1073969566 * B);
  const s = Math.cbrt(0.0883024619 * R + 0.2817188376 * G + 0.6299787005 * B);
  return [
    0.2104542553 * l + 0.793617785 * m - 0.0040720468 * s,
    1.9779984951 * l - 2.428592205 * m + 0.4505937099 * s,
    0.0259040371 * l + 0.7827717662 * m - 0.808675766 * s,
  ];
}

export function oklabToRgb([L, a, b]) {
  const l = (L + 0.3963377774 * a + 0.2158037573 * b) ** 3;
  const m = (L - 0.1055613458 * a - 0.0638541728 * b) ** 3;
  const s = (L - 0.0894841775 * a - 1.291485548 * b) ** 3;
  return [
    4.0767416621 * l - 3.3077115913 * m + 0.2309699292 * s,
    -1.2684380046 * l + 2.6097574011 * m - 0.3413193965 * s,
    -0.0041960863 * l - 0.7034186147 * m + 1.707614701 * s,
  ].map((c) => clamp(gam(clamp(c))));
}

const NAMED = { transparent: [0, 0, 0, 0], white: [1, 1, 1, 1], black: [0, 0, 0, 1] };
const number = (t, whole) => (t === "none" ? 0 : t.endsWith("%") ? (parseFloat(t) / 100) * whole : parseFloat(t));

/** "#abc", "rgb(…)", "oklch(…)", a few names → [r, g, b, alpha] in 0…1, or null when it is none of these. */
export function parseColour(text) {
  const t = text.trim().toLowerCase();
  if (NAMED[t]) return NAMED[t];
  let m = /^#([0-9a-f]{3,8})$/.exec(t);
  if (m) {
    const h = m[1].length < 6 ? [...m[1]].map((c) => c + c).join("") : m[1];
    const at = (i) => parseInt(h.slice(i, i + 2), 16) / 255;
    return [at(0), at(2), at(4), h.length === 8 ? at(6) : 1];
  }
  m = /^(rgba?|oklch)\(([^()]*)\)$/.exec(t);
  if (!m || m[2].startsWith("from")) return null;
  const parts = m[2].split(/[\s,/]+/).filter(Boolean);
  const alpha = parts[3] === undefined ? 1 : number(parts[3], 1);
  if (m[1] !== "oklch") return [...parts.slice(0, 3).map((p) => clamp(p.endsWith("%") ? number(p, 1) : p / 255)), alpha];
  const [L, C, H] = [number(parts[0], 1), number(parts[1], 0.4), (parseFloat(parts[2]) || 0) * (Math.PI / 180)];
  return [...oklabToRgb([L, C * Math.cos(H), C * Math.sin(H)]), alpha];
}

export function mix(first, second, share) {
  const alpha = first[3] * share + second[3] * (1 - share);
  if (alpha === 0) return [0, 0, 0, 0];
  const [x, y] = [rgbToOklab(first), rgbToOklab(second)];
  const lab = x.map((v, i) => (v * first[3] * share + y[i] * second[3] * (1 - share)) / alpha);
  return [...oklabToRgb(lab), alpha];
}

export const lighten = (colour, by) => {
  const [L, a, b] = rgbToOklab(colour);
  return [...oklabToRgb([clamp(L + by), a, b]), colour[3]];
};

export function format([r, g, b, alpha]) {
  const byte = [r, g, b].map((c) => Math.round(c * 255));
  if (alpha >= 1) return "#" + byte.map((c) => c.toString(16).padStart(2, "0")).join("");
  return `rgba(${byte.join(", ")}, ${+alpha.toFixed(4)})`;
}
