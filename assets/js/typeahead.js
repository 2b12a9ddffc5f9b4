// Loaded only by pages that have a select[data-typeahead]: a long list that one can search.

import TomSelect from "tom-select/base";

export function upgrade(select) {
  select.setAttribute("aria-hidden", "true"); // the label moves to the input that takes its place
  return new TomSelect(select, {
    maxOptions: null,
    placeholder: select.dataset.placeholder,
    render: {
      no_results: () => {
        const line = document.createElement("div");
        line.className = "no-results";
        line.textContent = select.dataset.none ?? "—";
        return line;
      },
    },
  });
}
