/* Drafts of long forms: kept a moment after the last key, offered again on the next visit, never filled in unasked.
   The server forgets a draft when it takes the form in. */
import { onEach } from "./dom";

const QUIET_MS = 1500;

type Content = Record<string, string[]>;
type Control = HTMLInputElement | HTMLSelectElement | HTMLTextAreaElement;

export function startDrafts(): void {
  onEach("form[data-draft]", (form) => void new DraftKeeper(form as HTMLFormElement).begin());
}

class DraftKeeper {
  private timer = 0;
  private isOffering = false;
  private beyond: Content = {};
  private under: AbortController | null = null;

  constructor(private readonly form: HTMLFormElement) {}

  async begin(): Promise<void> {
    this.form.addEventListener("input", () => this.later());
    this.form.addEventListener("change", () => this.later());
    this.form.addEventListener("submit", () => this.rest());
    document.addEventListener("visibilitychange", () => document.hidden && this.timer && void this.keep());
    const answer = await this.ask("GET").catch(() => null);
    if (answer?.status !== 200) return;
    const { content, saved_at } = (await answer.json()) as { content: Content; saved_at: string };
    if (JSON.stringify(ordered(content)) !== JSON.stringify(ordered(typed(this.form)))) this.offer(content, saved_at);
  }

  private offer(content: Content, at: string): void {
    const box = this.part("offer");
    if (!box) return;
    this.isOffering = true;
    box.hidden = false;
    const when = this.part("at");
    if (when) when.textContent = (when.dataset.words ?? "#").replace("#", moment(at));
    this.part("restore")?.addEventListener("click", () => {
      this.isOffering = false;
      this.beyond = fill(this.form, content);
      const gaps = this.part("gaps");
      if (gaps && Object.keys(this.beyond).length) gaps.hidden = false;
      else box.hidden = true;
      box.querySelector(".callout__acts")?.remove();
    });
    this.part("forget")?.addEventListener("click", () => {
      this.isOffering = false;
      box.hidden = true;
      void this.ask("DELETE");
    });
  }

  /** What is typed before an older draft was answered for does not take its place. */
  private later(): void {
    if (this.isOffering) return;
    this.rest();
    this.timer = window.setTimeout(() => void this.keep(), QUIET_MS);
  }

  private rest(): void {
    window.clearTimeout(this.timer);
    this.timer = 0;
    this.under?.abort();
    this.under = null;
  }

  private async keep(): Promise<void> {
    this.rest();
    const under = (this.under = new AbortController());
    try {
      const answer = await this.ask("POST", { ...typed(this.form), ...this.beyond }, under.signal);
      if (!answer.ok) throw new Error(String(answer.status));
      const { saved_at } = (await answer.json()) as { saved_at: string };
      this.say("kept", moment(saved_at));
    } catch {
      if (!under.signal.aborted) this.say("lost", "");
    }
  }

  private say(what: "kept" | "lost", at: string): void {
    const place = this.part("says");
    if (place) place.textContent = (place.dataset[what] ?? "").replace("#", at);
  }

  private part(name: string): HTMLElement | null {
    return this.form.querySelector<HTMLElement>(`[data-draft-${name}]`);
  }

  private ask(method: string, content?: Content, signal?: AbortSignal): Promise<Response> {
    const token = this.form.querySelector<HTMLInputElement>('input[name="csrfmiddlewaretoken"]')?.value ?? "";
    const headers = { "X-CSRFToken": token, Accept: "application/json", "Content-Type": "application/json" };
    return fetch(this.form.dataset.draft ?? "", { method, headers, signal: signal ?? null, ...(content && { body: JSON.stringify(content) }) });
  }
}

function controls(form: HTMLFormElement): Control[] {
  return [...form.elements].filter((one): one is Control => {
    const isControl = one instanceof HTMLInputElement || one instanceof HTMLSelectElement || one instanceof HTMLTextAreaElement;
    return isControl && one.name !== "" && one.name !== "csrfmiddlewaretoken" && !["file", "password", "submit", "button"].includes(one.type);
  });
}

function isTick(control: Control): control is HTMLInputElement {
  return control instanceof HTMLInputElement && ["checkbox", "radio"].includes(control.type);
}

/** The texts of a form by the names of its fields, in the order of the page. */
function typed(form: HTMLFormElement): Content {
  const content: Content = {};
  for (const control of controls(form)) {
    const values = (content[control.name] ??= []);
    if (isTick(control)) values.push(...(control.checked ? [control.value] : []));
    else if (control instanceof HTMLSelectElement) values.push(...[...control.selectedOptions].map((option) => option.value));
    else values.push(control.value);
  }
  return content;
}

/** Puts a draft into the form; what has no field on this page is given back. */
function fill(form: HTMLFormElement, content: Content): Content {
  const left = structuredClone(content);
  for (const control of controls(form)) {
    const values = left[control.name];
    if (!values) continue;
    if (isTick(control)) control.checked = content[control.name]!.includes(control.value);
    else if (control instanceof HTMLSelectElement) for (const option of control.options) option.selected = values.includes(option.value);
    else control.value = values.shift() ?? control.value;
    if (isTick(control) || control instanceof HTMLSelectElement) left[control.name] = values.filter((value) => !has(control, value));
    control.dispatchEvent(new Event("input", { bubbles: true }));
    control.dispatchEvent(new Event("change", { bubbles: true }));
  }
  return Object.fromEntries(Object.entries(left).filter(([, values]) => values.length > 0));
}

function has(control: Control, value: string): boolean {
  return control instanceof HTMLSelectElement ? [...control.options].some((option) => option.value === value) : control.value === value;
}

function ordered(content: Content): [string, string[]][] {
  return Object.entries(content).sort(([one], [other]) => (one < other ? -1 : 1));
}

function moment(at: string): string {
  return new Date(at).toLocaleString(document.documentElement.lang, { dateStyle: "medium", timeStyle: "short" });
}
