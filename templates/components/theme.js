(() => {
  const root = document.documentElement;
  root.classList.add("js");
  if ("speechSynthesis" in window) root.classList.add("speaks");
  try {
    const theme = localStorage.getItem("theme");
    if (theme === "light" || theme === "dark") root.dataset.theme = theme;
    if (localStorage.getItem("saved")) root.classList.add("has-saved");
  } catch {
    // A browser that keeps nothing for us follows its system.
  }
})();
