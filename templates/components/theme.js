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
  // What would share a narrow line with the first look waits until it has been painted: the manifest, and pictures further
  // down the front page (`css/components/card.css`). Where one request hangs, `load` does not come, so they do not wait for ever.
  const painted = new Promise((resolve) => {
    addEventListener("load", () => setTimeout(resolve, 100));
    setTimeout(resolve, 3000);
  });
  painted.then(() => {
    root.classList.add("painted");
    document.head.insertAdjacentHTML("beforeend", document.head.querySelector("noscript")?.textContent ?? "");
  });
  // Whoever was on another page of ours has our letters. Others see the page in letters of theirs, which take the same room,
  // until then; the dash is in those cuts alone that English and Polish need (`css/fonts.css`).
  const showLetters = () => root.classList.add("lettered");
  if (document.referrer.startsWith(`${location.origin}/`)) {
    for (const font of document.querySelectorAll("link[as=font]")) font.media = "all";
    showLetters();
  } else {
    const load = (name) => document.fonts.load(`1em "${name}"`, "–");
    painted.then(() => Promise.allSettled(["Newsreader", "Instrument Sans"].map(load))).then(showLetters);
  }
})();
