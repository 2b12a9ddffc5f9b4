// input[data-lookup="name"] suggests records while one types. The server sends <option>s.
// No <datalist>: browsers hide suggestions that do not contain the text, such as pinyin initials.

import { onContent } from "./lifecycle.js";

const PAUSE = 150; // milliseconds without a key before we ask

class Suggestions {
  constructor(input) {
    this.input = input;
    this.list = document.createElement("ul");
    this.list.className = "nk-suggestions";
    this.list.id = `${input.id}_suggestions`;
    this.list.setAttribute("role", "listbox");
    this.list.setAttribute("aria-label", input.labels?.[0]?.textContent.trim() ?? "");
    this.list.hidden = true;
    input.after(this.list);
    input.setAttribute("role", "combobox");
    input.setAttribute("aria-autocomplete", "list");
    input.setAttribute("aria-controls", this.list.id);
    input.setAttribute("aria-expanded", "false");
    input.addEventListener("input", () => this.later());
    input.addEventListener("keydown", (event) => this.key(event));
    input.addEventListener("blur", () => this.show([]));
    this.list.addEventListener("mousedown", (event) => {
      event.preventDefault(); // the input keeps the focus
      this.pick(event.target.closest("li"));
    });
  }

  later() {
    window.clearTimeout(this.timer);
    this.timer = window.setTimeout(() => this.ask(), PAUSE);
  }

  async ask() {
    const text = this.input.value.trim();
    const base = document.documentElement.dataset.lookup.replace("/name/", `/${this.input.dataset.lookup}/`);
    const answer = text ? await fetch(`${base}?q=${encodeURIComponent(text)}`) : null;
    if (text === this.input.value.trim() && document.activeElement === this.input) {
      const page = new DOMParser().parseFromString(answer?.ok ? await answer.text() : "", "text/html");
      this.show([...page.querySelectorAll("option")].map((option) => option.value));
    }
  }

  show(labels) {
    this.current = -1;
    this.list.replaceChildren(...labels.map((label, index) => this.option(label, index)));
    this.list.hidden = labels.length === 0;
    this.input.setAttribute("aria-expanded", String(labels.length > 0));
    this.input.removeAttribute("aria-activedescendant");
  }

  option(label, index) {
    const line = document.createElement("li");
    line.id = `${this.list.id}_${index}`;
    line.textContent = label;
    line.setAttribute("role", "option");
    line.setAttribute("aria-selected", "false");
    return line;
  }

  key(event) {
    const options = [...this.list.children];
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (step && options.length) {
      event.preventDefault();
      options[this.current]?.setAttribute("aria-selected", "false");
      this.current = (this.current + step + options.length) % options.length;
      options[this.current].setAttribute("aria-selected", "true");
      this.input.setAttribute("aria-activedescendant", options[this.current].id);
    } else if (event.key === "Enter" && options[this.current]) {
      event.preventDefault();
      this.pick(options[this.current]);
    } else if (event.key === "Escape") {
      this.show([]);
    }
  }

  pick(line) {
    if (line) {
      this.input.value = line.textContent;
      this.show([]);
      this.input.dispatchEvent(new Event("change", { bubbles: true }));
    }
  }
}

onContent((root) => {
  for (const input of root.querySelectorAll("input[data-lookup]:not([role=combobox])")) {
    new Suggestions(input);
  }
});
