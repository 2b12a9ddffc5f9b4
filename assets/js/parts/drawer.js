// On a phone the side navigation is a drawer. Without this file the :target rule opens it.

const side = document.getElementById("navigation");
const burger = document.querySelector("[data-drawer]");

function show(open) {
  side.toggleAttribute("data-open", open);
  burger.setAttribute("aria-expanded", String(open));
  (open ? side.querySelector("a, button") : burger).focus();
}

if (side && burger) {
  burger.setAttribute("role", "button");
  burger.setAttribute("aria-expanded", "false");
  burger.setAttribute("aria-controls", "navigation");
  document.addEventListener("click", (event) => {
    if (event.target.closest("[data-drawer]")) {
      event.preventDefault();
      show(true);
    } else if (side.hasAttribute("data-open") && !event.target.closest("#navigation a:not([data-drawer-close])")) {
      if (event.target.closest("[data-drawer-close]") || !side.contains(event.target)) {
        event.preventDefault();
        show(false);
      }
    }
  });
  document.addEventListener("keydown", (event) => {
    if (event.key === "Escape" && side.hasAttribute("data-open")) {
      show(false);
    }
  });
}
