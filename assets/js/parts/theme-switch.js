// <theme-switch> wraps the button that turns light into dark and back.

class ThemeSwitch extends HTMLElement {
  connectedCallback() {
    this.hidden = false;
    this.addEventListener("click", () => this.turn());
    document.addEventListener("niukou:theme", () => this.show());
    this.show();
  }

  turn() {
    const next = document.documentElement.dataset.bsTheme === "dark" ? "light" : "dark";
    try {
      window.localStorage.setItem("niukou-theme", next);
    } catch {
      document.documentElement.dataset.bsTheme = next; // lasts for this page only
    }
    document.dispatchEvent(new Event("niukou:theme-chosen"));
  }

  show() {
    const dark = document.documentElement.dataset.bsTheme === "dark";
    this.querySelector("button").setAttribute("aria-pressed", String(dark));
    this.querySelector("[data-when=dark]").toggleAttribute("hidden", !dark);
    this.querySelector("[data-when=light]").toggleAttribute("hidden", dark);
  }
}

customElements.define("theme-switch", ThemeSwitch);
