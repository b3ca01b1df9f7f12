// Suggestions while a search is typed: the combobox with a list, https://www.w3.org/WAI/ARIA/apg/patterns/combobox/.
// The form works without it, and Enter searches unless an option was chosen with the arrows.

const PAUSE = 150;
const SHORTEST = 2;

export function suggest(input) {
  if (input.getAttribute("role") === "combobox") return;
  const list = document.createElement("ul");
  const status = document.createElement("p");
  const known = new Map();
  let timer;
  let request;
  let active = -1;

  const isOpen = () => input.getAttribute("aria-expanded") === "true";

  function show(isShown) {
    list.hidden = !isShown;
    input.setAttribute("aria-expanded", String(isShown));
    if (!isShown) mark(-1);
  }

  function mark(number) {
    active = number;
    [...list.children].forEach((option, place) => option.setAttribute("aria-selected", String(place === number)));
    const option = list.children[number];
    if (option) {
      input.setAttribute("aria-activedescendant", option.id);
      option.scrollIntoView({ block: "nearest" });
    } else input.removeAttribute("aria-activedescendant");
  }

  function fill({ suggestions, words }) {
    list.replaceChildren(
      ...suggestions.map(({ title, url, kind }, place) => {
        const option = document.createElement("li");
        const name = document.createElement("span");
        const what = document.createElement("span");
        option.id = `${list.id}-${place}`;
        option.className = "suggestions__option";
        option.setAttribute("role", "option");
        option.dataset.url = url;
        name.textContent = title;
        what.textContent = kind;
        what.className = "suggestions__kind";
        option.append(name, " ", what);
        return option;
      }),
    );
    status.textContent = words;
    show(suggestions.length > 0);
    mark(-1);
  }

  async function ask() {
    const typed = input.value.trim();
    request?.abort();
    if (typed.length < SHORTEST) {
      status.textContent = "";
      return show(false);
    }
    request = new AbortController();
    try {
      if (!known.has(typed)) {
        const query = new URLSearchParams({ q: typed });
        const answer = await fetch(`${input.dataset.suggest}?${query}`, { signal: request.signal });
        if (!answer.ok) return show(false);
        known.set(typed, await answer.json());
      }
      if (input.value.trim() === typed && document.activeElement === input) fill(known.get(typed));
    } catch {
      // Nothing is suggested then: the next letter has cut it off, or there is no answer.
    }
  }

  function press(event) {
    const count = list.children.length;
    if (event.isComposing) return;
    if (event.key === "Escape" && isOpen()) {
      event.preventDefault();
      clearTimeout(timer);
      request?.abort(); // A list that is closed stays so until more is typed.
      show(false);
    } else if ((event.key === "ArrowDown" || event.key === "ArrowUp") && count) {
      event.preventDefault();
      const step = event.key === "ArrowDown" ? 1 : -1;
      const next = isOpen() ? active + step : step > 0 ? 0 : count - 1;
      show(true);
      mark(next < -1 ? count - 1 : next >= count ? -1 : next);
    } else if (event.key === "Enter" && isOpen() && active >= 0) {
      event.preventDefault();
      location.assign(list.children[active].dataset.url);
    }
  }

  list.id = `${input.id}--suggestions`;
  list.className = "suggestions";
  list.setAttribute("role", "listbox");
  list.setAttribute("aria-label", input.labels[0].textContent);
  list.hidden = true;
  status.className = "visually-hidden";
  status.setAttribute("role", "status");
  Object.entries({ role: "combobox", autocomplete: "off", "aria-autocomplete": "list", "aria-expanded": "false", "aria-controls": list.id }).forEach(
    ([name, value]) => input.setAttribute(name, value),
  );
  input.closest("form").append(list, status);

  input.addEventListener("input", () => {
    clearTimeout(timer);
    timer = setTimeout(ask, PAUSE);
  });
  input.addEventListener("keydown", press);
  input.addEventListener("blur", () => show(false));
  // The list takes no focus, so that the field keeps it and the list stays until the click has arrived.
  list.addEventListener("pointerdown", (event) => event.preventDefault());
  list.addEventListener("click", ({ target }) => {
    const option = target.closest("[role=option]");
    if (option) location.assign(option.dataset.url);
  });
  if (input.value.trim() && document.activeElement === input && input.value !== input.defaultValue) ask();
}
