/* Charts for files. Kept warm: one JSON line {id, option, width, height} in, one line {id, svg} or {id, error} out.
   Every chart is disposed, for an open one keeps Node alive for ever; the program ends when its input ends. */
import { createHash } from "node:crypto";
import { createInterface } from "node:readline";
import { init } from "echarts/core";
import { SVGRenderer } from "echarts/renderers";
import tokens from "../tokens.json";
import { useParts } from "./parts";
import { dressed, theme } from "./theme";

useParts(SVGRenderer);

const LOOK = theme("light", tokens.font.document);
const WIDTH = 720;
const HEIGHT = 360;

interface Asked { id: unknown; option: Record<string, unknown>; width?: number; height?: number }

function svg({ option, width = WIDTH, height = HEIGHT }: Asked): string {
  if (!option || typeof option !== "object") throw new Error("no option was given");
  const chart = init(null, LOOK, { renderer: "svg", ssr: true, width, height });
  try {
    chart.setOption(dressed(option, "light"));
    return plain(chart.renderToSVGString(), JSON.stringify([option, width, height]));
  } finally {
    chart.dispose();
  }
}

/** The picture without style sheets and style attributes, which a page's policy refuses, and with names that depend on
    its content only, so that the same chart gives the same bytes. */
function plain(picture: string, content: string): string {
  const name = `c${createHash("sha256").update(content).digest("hex").slice(0, 8)}-`;
  return picture
    .replace(/<style[\s\S]*?<\/style>\s*/g, "")
    .replace(/ class="[^"]*"/g, "")
    .replace(/ style="([^"]*)"/g, (_whole, rules: string) => attributes(rules))
    .replace(/zr\d+-/g, name);
}

function attributes(rules: string): string {
  return rules
    .split(";")
    .map((rule) => rule.split(":").map((part) => part.trim()))
    .filter(([key, value]) => key && value)
    .map(([key, value]) => ` ${key}="${(value ?? "").replace(/px$/, "")}"`)
    .join("");
}

function answer(line: string): Record<string, unknown> {
  let id: unknown = null;
  try {
    const asked = JSON.parse(line) as Asked;
    id = asked?.id ?? null;
    return { id, svg: svg(asked) };
  } catch (error) {
    return { id, error: error instanceof Error ? error.message : String(error) };
  }
}

console.log = console.warn = console.error; // standard output carries answers only
process.stdout.on("error", () => process.exit(0)); // the reader went away

createInterface({ input: process.stdin, crlfDelay: Infinity }).on("line", (line) => {
  if (line.trim()) process.stdout.write(`${JSON.stringify(answer(line))}\n`);
});
