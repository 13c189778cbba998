// The colours of the house. Everything Tabler derives (tints, hovers, focus rings) is derived from these at build time.
// Contrast of each with white is at least 4.5 : 1 (WCAG AA); tests/base/shell/test_contrast.py measures it.
export const palette = {
  primary: "#a63a1e", // 望火朱: brick of the watch-tower
  blue: "#1f5fa8",
  azure: "#1b6a9c",
  indigo: "#4053b8",
  purple: "#6d3fb0",
  pink: "#a82d72",
  red: "#b4123f", // crimson: kept well away from the accent's orange side
  orange: "#b04a0a",
  yellow: "#8f5a00",
  lime: "#4d7212",
  green: "#1b7a45",
  teal: "#0f6f66",
  cyan: "#0e6b85",
  secondary: "#59616b",
  success: "#1b7a45",
  info: "#1f5fa8",
  warning: "#8f5a00",
  danger: "#b4123f",
  muted: "#5d656e",
  light: "#fbfaf8",
  dark: "#2a2724",
  gray: "#5d5a55",
  "gray-dark": "#2e2b28",
  "gray-100": "#f5f3ef",
  "gray-200": "#e5e1da",
  "gray-300": "#d3cec5",
  "gray-400": "#a8a29a",
  "gray-500": "#6d6963",
  "gray-600": "#57534e",
  "gray-700": "#45413d",
  "gray-800": "#2e2b28",
  "gray-900": "#1c1a18",
};

export const fixed = {
  "body-bg": "#f6f4f0",
  "body-color": "#26241f",
  "emphasis-color": "#1c1a18",
  "link-color": "#a63a1e",
  "link-hover-color": "#7e2a14",
  "border-color": "#e0dbd2",
  "font-sans-serif":
    '"PingFang SC", "HarmonyOS Sans SC", "MiSans", "Microsoft YaHei UI", "Microsoft YaHei", "Noto Sans SC", "Noto Sans CJK SC", "Source Han Sans SC", "WenQuanYi Micro Hei", system-ui, sans-serif',
};
