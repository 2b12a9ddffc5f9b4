// A menu is a <details class="nk-menu">: it closes on Escape and on a click elsewhere.

function closeAll(except) {
  for (const menu of document.querySelectorAll("details.nk-menu[open]")) {
    if (menu !== except) {
      menu.open = false;
    }
  }
}

document.addEventListener("click", (event) => closeAll(event.target.closest("details.nk-menu")));

document.addEventListener("keydown", (event) => {
  const menu = event.key === "Escape" && event.target.closest("details.nk-menu[open]");
  if (menu) {
    menu.open = false;
    menu.querySelector("summary").focus();
  }
});
