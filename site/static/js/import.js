// Shows how far an import is: asks for the page again and takes over what changes. Without it, one reloads by hand.
const EVERY = 3000;
const shown = document.getElementById("import--run");

async function look() {
  try {
    const response = await fetch(location.href, { headers: { "X-Requested-With": "XMLHttpRequest" } });
    const fresh = new DOMParser().parseFromString(await response.text(), "text/html").getElementById("import--run");
    if (!response.ok || !fresh) return;
    if (!("working" in fresh.dataset)) {
      location.reload();
      return;
    }
    for (const selector of ["progress", "table", "p:has(progress)"]) {
      const [old, now] = [shown.querySelector(selector), fresh.querySelector(selector)];
      if (old && now && !old.contains(document.activeElement)) old.replaceWith(now);
    }
  } catch {
    // The server is away for a moment: it is asked again.
  }
  setTimeout(look, EVERY);
}

setTimeout(look, EVERY);
