// select[data-typeahead] becomes searchable; its library comes with the first one on a page.

import { onContent } from "./lifecycle.js";

onContent(async (root) => {
  const selects = root.querySelectorAll("select[data-typeahead]:not(.tomselected)");
  if (selects.length) {
    const { upgrade } = await import(document.documentElement.dataset.typeahead);
    selects.forEach(upgrade);
  }
});
