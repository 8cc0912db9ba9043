/* Builds styles, islands, charts, icons and fonts. Reads only this folder and the rooms' templates, never the network.

   Names are fixed (desk.css, desk.js, charts.js, fonts.css, icons.svg): Django's static storage adds the hash. Every
   script is one self-contained file, because that storage does not rewrite imports between scripts. */
import { copyFileSync, existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import tailwindcss from "@tailwindcss/vite";
import { build } from "vite";
import { tokensCss } from "./tokens.mjs";

const here = dirname(fileURLToPath(import.meta.url));
const desk = join(here, "..", "src", "concentric", "desk");
const pages = join(desk, "static", "desk", "build");
const assets = join(desk, "assets");
const packages = join(here, "node_modules");

/** Vite makes a script for every entry; that of a style sheet holds nothing. */
const EMPTY = "nothing.js";

const text = (...parts) => readFileSync(join(here, ...parts), "utf8");

function prepare() {
  for (const folder of [pages, assets]) rmSync(folder, { recursive: true, force: true });
  for (const folder of [pages, join(assets, "fonts"), join(here, "generated")]) mkdirSync(folder, { recursive: true });
  writeFileSync(join(here, "generated", "tokens.css"), tokensCss(JSON.parse(text("tokens.json"))));
}

/** The icons named in icons.json as one sprite, so that a page loads only what the look uses. */
function icons() {
  const symbols = JSON.parse(text("icons.json")).map((name) => {
    const svg = readFileSync(join(packages, "lucide-static", "icons", `${name}.svg`), "utf8");
    const body = svg.replace(/<!--[\s\S]*?-->/g, "").replace(/^[\s\S]*?<svg[^>]*>/, "").replace(/<\/svg>\s*$/, "");
    return `<symbol id="${name}" viewBox="0 0 24 24">${body.replace(/\s+/g, " ").trim()}</symbol>`;
  });
  const sprite = `<svg xmlns="http://www.w3.org/2000/svg" fill="none" stroke="currentColor" stroke-width="1.75" stroke-linecap="round" stroke-linejoin="round">\n${symbols.join("\n")}\n</svg>\n`;
  writeFileSync(join(pages, "icons.svg"), sprite);
}

/** Full fonts for documents and charts in files; browsers get the parts that fonts.css names. */
function fonts() {
  const from = join(packages, "@expo-google-fonts", "noto-sans-sc");
  for (const cut of ["400Regular", "500Medium", "700Bold"]) {
    const file = `NotoSansSC_${cut}.ttf`;
    copyFileSync(join(from, cut, file), join(assets, "fonts", file));
  }
  const licence = join(packages, "@fontsource-variable", "noto-sans-sc", "LICENSE");
  copyFileSync(licence, join(assets, "fonts", "LICENSE"));
  copyFileSync(licence, join(pages, "fonts", "LICENSE"));
  copyFileSync(join(here, "tokens.json"), join(assets, "tokens.json"));
}

/** What others wrote goes out with their names and licences. */
function notices() {
  const said = ["htmx.org", "@alpinejs/csp", "echarts", "zrender", "lucide-static", "tailwindcss", "daisyui"].map((name) => {
    const { version, license } = JSON.parse(readFileSync(join(packages, name, "package.json"), "utf8"));
    const texts = ["LICENSE", "LICENSE.md", "NOTICE"].map((file) => join(packages, name, file)).filter(existsSync);
    return [`${name} ${version} (${license})`, ...texts.map((file) => readFileSync(file, "utf8").trim())].join("\n\n");
  });
  writeFileSync(join(pages, "licences.txt"), `${said.join(`\n\n${"-".repeat(80)}\n\n`)}\n`);
}

async function bundle({ entry, file, folder = pages, server = false, plugins = [] }) {
  const styles = file.endsWith(".css");
  await build({
    root: here,
    configFile: false,
    publicDir: false,
    logLevel: "warn",
    base: "./",
    plugins,
    define: { "process.env.NODE_ENV": '"production"' },
    ...(server && { ssr: { noExternal: true } }),
    build: {
      outDir: folder,
      emptyOutDir: false,
      assetsInlineLimit: 0,
      chunkSizeWarningLimit: 1024,
      target: server ? "node20" : ["chrome111", "safari16.4", "firefox128"],
      ssr: server,
      rolldownOptions: {
        checks: { eval: false }, // htmx holds an eval that its own setting allowEval=false keeps shut
        input: { [file.replace(/\.\w+$/, "")]: join(here, entry) },
        output: {
          format: server || styles ? "es" : "iife",
          entryFileNames: styles ? EMPTY : file,
          assetFileNames: ({ names }) => (names[0]?.endsWith(".woff2") ? "fonts/[name][extname]" : "[name][extname]"),
        },
      },
    },
  });
  if (styles) rmSync(join(folder, EMPTY), { force: true });
}

prepare();
icons();
await bundle({ entry: "styles/desk.css", file: "desk.css", plugins: [tailwindcss()] });
await bundle({ entry: "styles/fonts.css", file: "fonts.css" });
await bundle({ entry: "islands/main.ts", file: "desk.js" });
await bundle({ entry: "charts/browser.ts", file: "charts.js" });
await bundle({ entry: "charts/server.ts", file: "charts.mjs", folder: assets, server: true });
fonts();
notices();
