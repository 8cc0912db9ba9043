/* How long is left, from how far it came since it began. */
import { onEach } from "./dom";

const ENOUGH_SECONDS = 3;

export function startProgress(): void {
  onEach("[data-time-left]", (place) => {
    const { since = "", done = "0", total = "0", seconds = "", minutes = "", hours = "" } = place.dataset;
    const spent = (Date.now() - Date.parse(since)) / 1000;
    const share = Number(done) / Number(total);
    if (!(spent > ENOUGH_SECONDS) || !(share > 0) || share >= 1) return;
    const left = (spent / share) * (1 - share);
    const [words, size] = left < 90 ? [seconds, 1] : left < 5400 ? [minutes, 60] : [hours, 3600];
    place.textContent = words.replace("#", String(Math.ceil(left / size)));
  });
}
