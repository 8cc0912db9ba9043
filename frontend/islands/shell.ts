/* Rail on small screens, menus that close, notes that go, dialogs that open. */
import { near, onEach } from "./dom";

const NOTE_STAYS_MS = 6000;

export function startShell(): void {
  document.addEventListener("click", (event) => {
    closeMenus(event);
    openDialog(event);
    closeDialog(event);
    near(event, "[data-dismiss]")?.closest(".toast, .callout")?.remove();
    if (near(event, "[data-print]")) window.print();
    copy(event);
  });
  document.addEventListener("keydown", (event) => {
    if (event.key === "Escape") escape();
    if (event.key === "/" && !isTyping(event.target)) focusSearch(event);
  });
  onEach(".toast[data-goes]", (note) => window.setTimeout(() => note.remove(), NOTE_STAYS_MS));
  onEach("[data-panels]", wirePanels);
}

function closeMenus(event: Event): void {
  const inside = near(event, ".drop-menu");
  document.querySelectorAll<HTMLDetailsElement>(".drop-menu[open]").forEach((menu) => {
    if (menu !== inside) menu.open = false;
  });
}

function escape(): void {
  document.querySelectorAll<HTMLDetailsElement>(".drop-menu[open]").forEach((menu) => {
    menu.open = false;
    menu.querySelector("summary")?.focus();
  });
  if (location.hash === "#menu") location.hash = "";
}

function isTyping(target: EventTarget | null): boolean {
  return target instanceof HTMLElement && (target.isContentEditable || /^(INPUT|TEXTAREA|SELECT)$/.test(target.tagName));
}

function focusSearch(event: KeyboardEvent): void {
  const search = document.querySelector<HTMLInputElement>(".masthead__search input, .list-tools input[type=search]");
  if (!search) return;
  event.preventDefault();
  search.focus();
}

function openDialog(event: Event): void {
  const opener = near(event, "[data-dialog]");
  if (!opener) return;
  const dialog = document.getElementById(opener.dataset.dialog ?? "");
  if (!(dialog instanceof HTMLDialogElement)) return;
  event.preventDefault();
  dialog.showModal();
}

function closeDialog(event: Event): void {
  const dialog = near(event, "dialog");
  if (!(dialog instanceof HTMLDialogElement)) return;
  if (near(event, "[data-close]") || event.target === dialog) dialog.close();
}

function copy(event: Event): void {
  const button = near(event, "[data-copy]");
  if (!button) return;
  void navigator.clipboard.writeText(button.dataset.copy ?? "").then(() => button.setAttribute("data-done", ""));
}

/** Tabs inside a page: arrow keys move, one panel shows. Without script every panel is visible, one under the other. */
function wirePanels(root: HTMLElement): void {
  const tabs = [...root.querySelectorAll<HTMLElement>('[role="tab"]')];
  const panelOf = (tab: HTMLElement): HTMLElement | null => document.getElementById(tab.getAttribute("aria-controls") ?? "");
  const show = (chosen: HTMLElement): void =>
    tabs.forEach((tab) => {
      const on = tab === chosen;
      tab.setAttribute("aria-selected", String(on));
      tab.tabIndex = on ? 0 : -1;
      const panel = panelOf(tab);
      if (panel) panel.hidden = !on;
    });
  tabs.forEach((tab, index) => {
    tab.addEventListener("click", () => show(tab));
    tab.addEventListener("keydown", (event) => {
      const step = { ArrowRight: 1, ArrowLeft: -1 }[event.key];
      if (!step) return;
      const next = tabs[(index + step + tabs.length) % tabs.length];
      if (!next) return;
      show(next);
      next.focus();
    });
  });
  const first = tabs.find((tab) => tab.getAttribute("aria-selected") === "true") ?? tabs[0];
  if (first) show(first);
}
