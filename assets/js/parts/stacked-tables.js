// On a telephone, a table too wide for its place becomes cards: each cell behind its column's heading.
// The roles say again what `display: block` takes from a table in some readers.

import { onContent } from "./lifecycle.js";

const narrow = window.matchMedia("(max-width: 35.99rem)");
const ROLES = { TABLE: "table", THEAD: "rowgroup", TBODY: "rowgroup", TFOOT: "rowgroup", TR: "row", TD: "cell" };
const HOLDS = "input, select, textarea, button, img, svg";

function headings(table) {
  const rows = table.tHead?.rows ?? [];
  if (rows.length !== 1 || table.matches(".nk-months")) return [];
  return [...rows[0].cells].flatMap((cell) => Array(cell.colSpan).fill(cell.textContent.trim()));
}

function label(row, names) {
  let column = 0;
  let lead = null;
  for (const cell of row.cells) {
    const says = cell.textContent.trim();
    if (!lead && says) {
      lead = cell;
      cell.toggleAttribute("data-lead", true);
    } else if (cell.querySelector(HOLDS) || (says && says !== "—")) {
      cell.dataset.label = names[column] ?? "";
    } else {
      cell.toggleAttribute("data-blank", true);
    }
    column += cell.colSpan;
  }
}

function stack(table, names) {
  table.classList.add("nk-stacked");
  for (const part of table.querySelectorAll("thead, tbody, tfoot, tr, td")) part.role = ROLES[part.tagName];
  for (const cell of table.querySelectorAll("th")) cell.role = cell.closest("thead") ? "columnheader" : "rowheader";
  table.role = ROLES.TABLE;
  for (const row of table.querySelectorAll(":scope > :is(tbody, tfoot) > tr")) label(row, names);
}

function fit(box) {
  const table = box.querySelector(":scope > table");
  if (!table) return;
  table.classList.remove("nk-stacked");
  const names = narrow.matches && box.scrollWidth > box.clientWidth ? headings(table) : [];
  if (names.length) stack(table, names);
}

function fitAll(root) {
  root.querySelectorAll(".nk-table-box").forEach(fit);
}

onContent((root) => {
  const around = root.closest(".nk-table-box");
  if (around) fit(around);
  fitAll(root);
});
narrow.addEventListener("change", () => fitAll(document));
document.addEventListener("toggle", (event) => event.target.open && fitAll(event.target), true);
