// <auto-submit> round a form sends it when a choice changes; its button stays for the others.

class AutoSubmit extends HTMLElement {
  connectedCallback() {
    this.addEventListener("change", (event) => {
      if (event.target.matches("select, input[type=checkbox], input[type=radio], input[type=date]")) {
        event.target.form?.requestSubmit();
      }
    });
  }
}

customElements.define("auto-submit", AutoSubmit);
