// <as-of-slider first="2024-01-01" label="…"> beside a date field lets its day be dragged, month
// by month; the page of that day takes the place of this one. Without it the date field stays.

import htmx from "htmx.org";

const WAIT_MS = 300; // arrow keys come one after the other

const iso = (year, month, day) =>
  `${String(year).padStart(4, "0")}-${String(month).padStart(2, "0")}-${String(day).padStart(2, "0")}`;

// Months are counted from the year 0, so that one number is one month.
const monthOf = (day) => Number(day.slice(0, 4)) * 12 + Number(day.slice(5, 7)) - 1;

function lastDay(month) {
  const year = Math.floor(month / 12);
  return iso(year, (month % 12) + 1, new Date(Date.UTC(year, (month % 12) + 1, 0)).getUTCDate());
}

class AsOfSlider extends HTMLElement {
  connectedCallback() {
    const form = this.closest("form");
    const field = form?.querySelector("input[name=as_of]");
    const first = this.getAttribute("first");
    if (this.firstChild || !field?.max || !first || monthOf(first) >= monthOf(field.max)) return;
    this.append(this.range(field, first));
    const quick = { get: form.getAttribute("action"), target: "#main", select: "#main", swap: "outerHTML show:none" };
    Object.entries(quick).forEach(([name, value]) => form.setAttribute(`hx-${name}`, value));
    form.setAttribute("hx-push-url", "true");
    form.setAttribute("hx-history", "false"); // a kept copy of a chart has inline styles: ask anew
    htmx.process(form);
  }

  range(field, first) {
    const range = document.createElement("input");
    const told = () => (range.ariaValueText = field.value);
    Object.assign(range, { type: "range", id: "as-of-slider", min: monthOf(first), max: monthOf(field.max) });
    range.setAttribute("aria-label", this.getAttribute("label"));
    range.value = monthOf(field.value || field.max);
    told();
    range.addEventListener("input", () => {
      const day = lastDay(range.valueAsNumber);
      field.value = day < field.max ? day : field.max;
      told();
    });
    range.addEventListener("change", () => {
      clearTimeout(this.timer);
      this.timer = setTimeout(() => field.form.requestSubmit(), WAIT_MS);
    });
    return range;
  }

  disconnectedCallback() {
    clearTimeout(this.timer);
  }
}

customElements.define("as-of-slider", AsOfSlider);
