// Passes an address on: by the device's own sheet where it has one, else by the clipboard. No other host hears of it.

export const address = () => location.origin + location.pathname;

/** Whether it was copied. */
export async function copy(text) {
  try {
    await navigator.clipboard.writeText(text);
    return true;
  } catch {
    return false;
  }
}

function mailLink(url, title, words) {
  const query = `subject=${encodeURIComponent(title)}&body=${encodeURIComponent(url)}`;
  return Object.assign(document.createElement("a"), { href: `mailto:?${query}`, textContent: words.mail });
}

/** Copies the address and says so; where that cannot be, the address itself is shown. */
export async function copyAndSay(url, { title, words, say }) {
  if (await copy(url)) return say(words.copied, mailLink(url, title, words));
  say(words.uncopied, Object.assign(document.createElement("a"), { href: url, textContent: url }));
}

/** Opens the device's sheet; copies where there is none. */
export async function share(url, context) {
  const data = { title: context.title, url };
  if (!navigator.canShare?.(data)) return copyAndSay(url, context);
  try {
    await navigator.share(data);
  } catch (error) {
    if (error.name !== "AbortError") await copyAndSay(url, context);
  }
}

export function press(button, context) {
  const { title } = button.closest("[data-tools]").dataset;
  return share(address(), { ...context, title });
}
