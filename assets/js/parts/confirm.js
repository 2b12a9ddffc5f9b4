// A button with data-confirm asks first, in the page's own dialog.

function ask(question) {
  const dialog = document.getElementById("nk-confirm");
  if (!dialog) {
    return Promise.resolve(window.confirm(question));
  }
  dialog.querySelector("[data-question]").textContent = question;
  dialog.returnValue = "";
  dialog.showModal();
  return new Promise((resolve) => {
    dialog.addEventListener("close", () => resolve(dialog.returnValue === "yes"), { once: true });
  });
}

document.addEventListener(
  "click",
  async (event) => {
    const button = event.target.closest("[data-confirm]");
    if (!button || button.dataset.confirmed) {
      return;
    }
    event.preventDefault();
    event.stopPropagation();
    if (await ask(button.dataset.confirm)) {
      button.dataset.confirmed = "yes";
      button.click();
      delete button.dataset.confirmed;
    }
  },
  { capture: true }, // before htmx and the form see the click
);

document.addEventListener("htmx:confirm", (event) => {
  if (event.detail.question) {
    event.preventDefault();
    ask(event.detail.question).then((yes) => yes && event.detail.issueRequest(true));
  }
});
