/* Tables: a line where more lies to the side, rows chosen together, addresses without empty filters. */
import { onEach } from "./dom";

export function startTables(): void {
  onEach(".table-frame", wireEdges);
  document.body.addEventListener("htmx:configRequest", dropEmpty);
  onEach("form[data-bulk]", (form) => wireBulk(form as HTMLFormElement));
}

/** A filter that is not set has no place in the address of a view. */
function dropEmpty(event: Event): void {
  const { verb, formData } = (event as CustomEvent<{ verb: string; formData: FormData }>).detail;
  if (verb !== "get") return;
  for (const [name, value] of [...formData]) if (value === "") formData.delete(name);
}

function wireEdges(frame: HTMLElement): void {
  const mark = (): void => {
    frame.toggleAttribute("data-more-start", frame.scrollLeft > 1);
    frame.toggleAttribute("data-more-end", frame.scrollLeft + frame.clientWidth < frame.scrollWidth - 1);
    frame.tabIndex = frame.scrollWidth > frame.clientWidth + 1 ? 0 : -1;
  };
  frame.addEventListener("scroll", mark, { passive: true });
  new ResizeObserver(mark).observe(frame);
  mark();
}

function wireBulk(form: HTMLFormElement): void {
  const all = form.querySelector<HTMLInputElement>("input[data-all]");
  const rows = [...form.querySelectorAll<HTMLInputElement>("input[data-row]")];
  const count = form.querySelector("[data-chosen-count]");
  const bar = form.querySelector<HTMLElement>("[data-bulk-bar]");
  const say = (): void => {
    const chosen = rows.filter((row) => row.checked).length;
    if (count) count.textContent = String(chosen);
    if (bar) bar.hidden = chosen === 0;
    if (all) {
      all.checked = chosen > 0 && chosen === rows.length;
      all.indeterminate = chosen > 0 && chosen < rows.length;
    }
  };
  all?.addEventListener("change", () => {
    rows.forEach((row) => (row.checked = all.checked));
    say();
  });
  rows.forEach((row) => row.addEventListener("change", say));
  say();
}
