// <copy-button text="…"> wraps a button; it shows itself only where copying is possible.

class CopyButton extends HTMLElement {
  connectedCallback() {
    this.hidden = !navigator.clipboard;
    this.addEventListener("click", () => this.copy());
  }

  async copy() {
    await navigator.clipboard.writeText(this.getAttribute("text"));
    const said = this.querySelector("[data-said]");
    if (said) {
      said.textContent = this.getAttribute("done");
      window.setTimeout(() => (said.textContent = ""), 2000);
    }
  }
}

customElements.define("copy-button", CopyButton);
