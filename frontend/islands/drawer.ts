/* The drawer from the right. A traced number is a link to its trace page; with script the same page part opens beside
   the table. A modal <dialog> keeps the focus, closes on Esc and gives the focus back. */
import htmx from "htmx.org";
import { near } from "./dom";

export function startDrawer(): void {
  const drawer = document.getElementById("drawer");
  if (!(drawer instanceof HTMLDialogElement)) return;
  const body = drawer.querySelector<HTMLElement>("[data-drawer-body]");
  const title = drawer.querySelector<HTMLElement>("[data-drawer-title]");
  const whole = drawer.querySelector<HTMLAnchorElement>("[data-drawer-page]");
  const waiting = drawer.querySelector<HTMLTemplateElement>("template");
  if (!body || !title || !whole || !waiting) return;

  document.addEventListener("click", (event) => {
    if (!(event instanceof MouseEvent) || event.ctrlKey || event.metaKey || event.shiftKey || event.button !== 0) return;
    const link = near(event, "a[data-drawer]");
    if (!(link instanceof HTMLAnchorElement)) return;
    event.preventDefault();
    title.textContent = link.dataset.drawer || title.dataset.drawerTitle || "";
    whole.href = link.href;
    body.replaceChildren(waiting.content.cloneNode(true));
    if (!drawer.open) drawer.showModal();
    void htmx.ajax("get", link.href, { target: body, swap: "innerHTML" });
  });
  document.body.addEventListener("htmx:sendError", () => {
    if (drawer.open) whole.focus();
  });
}
