/* tokens.json → custom properties and the theme of Tailwind. */

const rem = (px) => `${px / 16}rem`;
const block = (selector, lines) => `${selector} {\n${lines.map((line) => `  ${line};`).join("\n")}\n}\n`;

/** Colours of one mode, with the shades that daisyUI's controls ask for. */
function mode(tokens, name) {
  const own = Object.entries(tokens.colour).map(([key, colour]) => `--${key}: ${colour[name]}`);
  const chart = tokens.chart[name].map((hue, index) => `--chart-${index + 1}: ${hue}`);
  return [`color-scheme: ${name}`, ...own, ...chart, `--chart-others: ${tokens.chart.others[name]}`, `--shadow: ${tokens.shadow[name]}`];
}

const DAISY = {
  "base-100": "surface", "base-200": "sunken", "base-300": "line", "base-content": "ink",
  primary: "primary", "primary-content": "on-primary", secondary: "muted", "secondary-content": "surface",
  accent: "primary", "accent-content": "on-primary", neutral: "ink", "neutral-content": "paper",
  info: "primary", "info-content": "on-primary", success: "green", "success-content": "surface",
  warning: "amber", "warning-content": "surface", error: "seal", "error-content": "on-seal",
};

/** The whole look as CSS: light, dark by the system, and either by the reader's choice. */
export function tokensCss(tokens) {
  const fixed = [
    ...["sans", "latin", "serif", "mono"].map((name) => `--face-${name}: ${tokens.font[name]}`),
    ...Object.entries(tokens.leading).map(([name, value]) => `--leading-of-${name}: ${value}`),
    ...Object.entries(tokens.width).map(([name, px]) => `--width-${name}: ${rem(px)}`),
    `--radius: ${tokens.radius}px`,
    `--target: ${tokens.target}px`,
    "--radius-field: var(--radius)", "--radius-selector: 4px", "--radius-box: var(--radius)",
    "--size-field: 0.25rem", "--size-selector: 0.25rem", "--border: 1px", "--depth: 0", "--noise: 0",
    ...Object.entries(DAISY).map(([theirs, ours]) => `--color-${theirs}: var(--${ours})`),
  ];
  const theme = [
    "--color-*: initial",
    "--color-transparent: transparent", "--color-current: currentColor",
    ...Object.keys(tokens.colour).map((key) => `--color-${key}: var(--${key})`),
    ...tokens.chart.light.map((_, index) => `--color-chart-${index + 1}: var(--chart-${index + 1})`),
    ...Object.entries(tokens.size).map(([name, px]) => `--text-${name}: ${rem(px)}`),
    "--font-sans: var(--face-sans)", "--font-serif: var(--face-serif)", "--font-mono: var(--face-mono)",
    "--radius-*: initial", "--radius-sm: 4px", "--radius-md: var(--radius)", "--radius-full: 9999px",
    "--shadow-*: initial", "--shadow-float: var(--shadow)",
    "--container-measure: var(--width-measure)", "--container-desk: var(--width-desk)", "--container-public: var(--width-public)",
  ];
  return [
    block(":root", fixed),
    block(":root", mode(tokens, "light")),
    `@media (prefers-color-scheme: dark) {\n${block(":root", mode(tokens, "dark"))}}\n`,
    block(':root[data-theme="light"]', mode(tokens, "light")),
    block(':root[data-theme="dark"]', mode(tokens, "dark")),
    `@media print {\n${block(":root, :root[data-theme]", mode(tokens, "light"))}}\n`,
    block("@theme inline", theme),
  ].join("\n");
}
