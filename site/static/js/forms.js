// Manners of forms: the focus goes to what is wrong, and a second press sends nothing twice.

document.querySelector("[data-error-summary]")?.focus();

for (const form of document.querySelectorAll("[data-form]")) {
  form.addEventListener("submit", (event) => {
    const button = form.querySelector("[type=submit]");
    if (button.getAttribute("aria-disabled") === "true") {
      event.preventDefault();
      return;
    }
    button.setAttribute("aria-disabled", "true");
    // A download leaves the page where it is, so the button has to come back by itself.
    setTimeout(() => button.removeAttribute("aria-disabled"), 5000);
  });
}

addEventListener("pageshow", () => {
  for (const button of document.querySelectorAll("[data-form] [aria-disabled]")) button.removeAttribute("aria-disabled");
});
