/* Everything a page of the desk runs. Pages work without it where they can; this makes them quicker. */
import Alpine from "@alpinejs/csp";
import htmx from "htmx.org";
import { startCharts } from "./charts";
import { startDrafts } from "./drafts";
import { startDrawer } from "./drawer";
import { startForms } from "./forms";
import { startInsertion } from "./insertion";
import { startPreferences } from "./preferences";
import { startProgress } from "./progress";
import { startShell } from "./shell";
import { startTables } from "./tables";

declare global {
  interface Window {
    htmx: typeof htmx;
    Alpine: typeof Alpine;
  }
}

// The page's policy allows no inline style and no eval: both are refused here before a browser has to.
htmx.config.allowEval = false;
htmx.config.includeIndicatorStyles = false;
htmx.config.allowScriptTags = false;
htmx.config.historyCacheSize = 0; // no page of a signed-in reader stays in the browser's storage
htmx.config.responseHandling = [
  { code: "204", swap: false },
  { code: "[23]..", swap: true },
  { code: "[45]..", swap: true, error: true }, // error fragments say what, why and what next
];

window.htmx = htmx;
window.Alpine = Alpine;
Alpine.start();

startShell();
startPreferences();
startDrawer();
startForms();
startInsertion();
startDrafts();
startTables();
startProgress();
startCharts();
