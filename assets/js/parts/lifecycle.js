// Runs a function on what the page holds at first and on what htmx brings later: both are loads to htmx.

export function onContent(upgrade) {
  document.addEventListener("htmx:load", (event) => upgrade(event.target));
}
