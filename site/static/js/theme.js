// Runs before the page is painted, so that a chosen theme never flashes. Without a choice the system's theme holds.
(() => {
  const root = document.documentElement;
  root.classList.add("js");
  try {
    const theme = localStorage.getItem("theme");
    if (theme === "light" || theme === "dark") root.dataset.theme = theme;
  } catch {
    // A browser that keeps nothing for us follows its system.
  }
})();
