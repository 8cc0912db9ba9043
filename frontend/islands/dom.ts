/** Runs `act` for what the page holds now and for every part htmx brings in later. */
export function onEach(selector: string, act: (element: HTMLElement) => void): void {
  const run = (root: ParentNode & Node): void => {
    if (root instanceof HTMLElement && root.matches(selector)) act(root);
    root.querySelectorAll<HTMLElement>(selector).forEach(act);
  };
  run(document.body);
  document.body.addEventListener("htmx:load", (event) => run((event as CustomEvent<{ elt: HTMLElement }>).detail.elt));
}

/** The nearest element under a pointer or key event that matches, if any. */
export function near(event: Event, selector: string): HTMLElement | null {
  return event.target instanceof Element ? event.target.closest<HTMLElement>(selector) : null;
}
