// <unsaved-guard> round a form warns before what was typed is left behind.

const written = (form) => new URLSearchParams([...new FormData(form)].map(([k, v]) => [k, v.name ?? v])).toString();

class UnsavedGuard extends HTMLElement {
  connectedCallback() {
    this.form = this.querySelector("form");
    // Errors mean that the text on the page was never saved: then any leaving warns.
    this.before = this.querySelector(".errorlist") ? null : written(this.form);
    this.warn = (event) => {
      if (written(this.form) !== this.before) {
        event.preventDefault();
      }
    };
    this.form.addEventListener("submit", () => window.removeEventListener("beforeunload", this.warn));
    window.addEventListener("beforeunload", this.warn);
  }

  disconnectedCallback() {
    window.removeEventListener("beforeunload", this.warn);
  }
}

customElements.define("unsaved-guard", UnsavedGuard);
