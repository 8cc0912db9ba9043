/* Nothing typed is lost and nothing is sent twice: files show their names, leaving with unsaved words asks first, a
   second click on a button waits for the answer to the first. */
import { near, onEach } from "./dom";

const ANSWERED_WITHIN_MS = 10_000;

export function startForms(): void {
  sendOnce();
  onEach(".file-drop", wireFileDrop);
  const changed = new Set<HTMLFormElement>();
  document.addEventListener("input", (event) => {
    const form = near(event, "form[data-keep]");
    if (form instanceof HTMLFormElement) changed.add(form);
  });
  document.addEventListener("submit", (event) => changed.delete(event.target as HTMLFormElement));
  document.body.addEventListener("htmx:afterRequest", (event) => {
    const { elt, successful } = (event as CustomEvent<{ elt: HTMLElement; successful: boolean }>).detail;
    const form = elt.closest("form");
    if (successful && form) changed.delete(form);
  });
  window.addEventListener("beforeunload", (event) => {
    if ([...changed].some((form) => form.isConnected)) event.preventDefault();
  });
  document.addEventListener("change", (event) => {
    const field = near(event, "[data-submits]");
    if (field instanceof HTMLSelectElement || field instanceof HTMLInputElement) field.form?.requestSubmit();
  });
}

/** A form sends once until its answer is there; a page that comes back from the history begins anew. */
function sendOnce(): void {
  let sent = new WeakMap<HTMLFormElement, number>();
  window.addEventListener("pageshow", () => (sent = new WeakMap()));
  document.addEventListener("submit", (event) => {
    const form = event.target;
    if (!(form instanceof HTMLFormElement) || form.method !== "post" || event.defaultPrevented) return;
    const now = Date.now();
    if (now - (sent.get(form) ?? 0) < ANSWERED_WITHIN_MS) event.preventDefault();
    else sent.set(form, now);
  });
}

function wireFileDrop(box: HTMLElement): void {
  const input = box.querySelector<HTMLInputElement>('input[type="file"]');
  const names = box.querySelector("output");
  if (!input || !names) return;
  const say = (): void => {
    names.textContent = [...(input.files ?? [])].map((file) => file.name).join(" · ");
  };
  input.addEventListener("change", say);
  for (const kind of ["dragenter", "dragover"]) box.addEventListener(kind, () => box.setAttribute("data-over", ""));
  for (const kind of ["dragleave", "drop"]) box.addEventListener(kind, () => box.removeAttribute("data-over"));
}
