/* The theme switch works as a form; with script it changes at once and the server is told in passing. */
import { near } from "./dom";

export function startPreferences(): void {
  document.addEventListener("submit", (event) => {
    const form = near(event, "form[data-theme-switch]");
    const chosen = (event as SubmitEvent).submitter;
    if (!(form instanceof HTMLFormElement) || !(chosen instanceof HTMLButtonElement)) return;
    event.preventDefault();
    show(chosen.value);
    form.querySelectorAll("button[name=theme]").forEach((one) => {
      if (one === chosen) one.setAttribute("aria-current", "true");
      else one.removeAttribute("aria-current");
    });
    const data = new FormData(form);
    data.set("theme", chosen.value);
    void fetch(form.action, { method: "POST", body: data, redirect: "manual" });
  });
}

function show(theme: string): void {
  if (theme === "light" || theme === "dark") document.documentElement.dataset.theme = theme;
  else delete document.documentElement.dataset.theme;
  document.dispatchEvent(new CustomEvent("themechange"));
}
