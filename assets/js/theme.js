// Sets the colours before the first paint: loaded in <head>, on its own, without defer.

const system = window.matchMedia("(prefers-color-scheme: dark)");

function remembered() {
  try {
    return window.localStorage.getItem("niukou-theme");
  } catch {
    return null; // storage may be forbidden: the system's choice then holds
  }
}

function apply() {
  const theme = remembered() ?? (system.matches ? "dark" : "light");
  document.documentElement.dataset.bsTheme = theme;
  document.dispatchEvent(new Event("niukou:theme"));
}

apply();
system.addEventListener("change", apply);
document.addEventListener("niukou:theme-chosen", apply);
