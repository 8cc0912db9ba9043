/* What a picker offers goes to the caret: a button with `data-insert` puts its words where one wrote last. A block stands between empty lines. */
import { near } from "./dom";

export function startInsertion(): void {
  let last: HTMLTextAreaElement | null = null;
  document.addEventListener("focusin", (event) => {
    if (event.target instanceof HTMLTextAreaElement) last = event.target;
  });
  document.addEventListener("click", (event) => {
    const button = near(event, "[data-insert]");
    if (!button) return;
    const into = document.getElementById(button.dataset.into ?? "");
    const place = into instanceof HTMLTextAreaElement ? into : last?.isConnected ? last : null;
    if (place) insert(place, button.dataset.insert ?? "", button.hasAttribute("data-block"));
  });
}

/** Typed as if by hand, so that the browser can undo it and drafts and preview hear of it. */
function insert(place: HTMLTextAreaElement, words: string, isBlock: boolean): void {
  const before = place.value.slice(0, place.selectionStart);
  const after = place.value.slice(place.selectionEnd);
  const text = isBlock ? gap(before, /\n*$/) + words + gap(after, /^\n*/) : words;
  place.focus();
  if (document.execCommand("insertText", false, text)) return;
  place.setRangeText(text, place.selectionStart, place.selectionEnd, "end");
  place.dispatchEvent(new InputEvent("input", { bubbles: true }));
}

/** The empty line that is missing between a block and what stands beside it. */
function gap(beside: string, edge: RegExp): string {
  if (!beside.trim()) return "";
  return "\n".repeat(Math.max(0, 2 - (edge.exec(beside)?.[0].length ?? 0)));
}
