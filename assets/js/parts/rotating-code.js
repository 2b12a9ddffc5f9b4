// <rotating-code src="…"> fetches its content anew when the code on it changes, and keeps the
// screen awake. Without this file the page reloads itself.

const LATE = 400; // milliseconds after the change: the server's clock decides
const AGAIN = 3000; // after a failed try; the code before the current one still holds

class RotatingCode extends HTMLElement {
  connectedCallback() {
    this.awake();
    document.addEventListener("visibilitychange", () => document.hidden || this.awake());
    this.later();
  }

  later() {
    const left = Number(this.firstElementChild?.dataset.secondsLeft ?? 5);
    // The count of people present changes too: look every ten seconds at least.
    this.timer = window.setTimeout(() => this.ask(), Math.min(left, 10) * 1000 + LATE);
  }

  async ask() {
    try {
      const answer = await fetch(this.getAttribute("src"), { headers: { "HX-Target": "check-in-code" } });
      if (!answer.ok || answer.redirected) {
        throw new Error(String(answer.status));
      }
      const page = new DOMParser().parseFromString(await answer.text(), "text/html");
      this.replaceChildren(page.getElementById("check-in-code"));
      this.toggleAttribute("data-stale", false);
      this.later();
    } catch {
      this.toggleAttribute("data-stale", true);
      this.timer = window.setTimeout(() => this.ask(), AGAIN);
    }
  }

  async awake() {
    try {
      await navigator.wakeLock?.request("screen");
    } catch {
      // the browser does not want to, or the battery is low: the code goes on
    }
  }

  disconnectedCallback() {
    window.clearTimeout(this.timer);
  }
}

customElements.define("rotating-code", RotatingCode);
