// In Wagtail's page editor: a form that is sent while autosave is under way waits for its answer, since the two would make
// two pages of a new one, and the later answer would undo the earlier. Once the form is on its way, nothing is saved beside it:
// a decision in a workflow adds fields to the form, which autosave would take for a change and send again, decision included.
// The event is jQuery's, since a decision with a comment is sent by jQuery.
let isSaving = false;
let waiting; // What is to be sent when autosave has its answer.

window.jQuery?.(document).on("submit", "[data-edit-form]", (event) => {
  const form = event.target;
  form.dataset.wAutosaveActiveValue = "false";
  if (!isSaving) return;
  event.preventDefault();
  waiting = { form, submitter: event.originalEvent?.submitter };
});

function saved() {
  isSaving = false;
  if (!waiting) return;
  const { form, submitter } = waiting;
  waiting = undefined;
  submitter?.removeAttribute("disabled"); // As Wagtail has made it meanwhile; what is disabled is not sent.
  form.requestSubmit(submitter);
}

document.addEventListener("w-autosave:save", () => (isSaving = true));
document.addEventListener("w-autosave:success", saved);
document.addEventListener("w-autosave:error", saved);

// What is typed while a save is under way: Wagtail takes the form as it is when the answer comes for what was saved, and would
// keep the rest with the next change only. Here the two are compared, and a difference is said to be a change.
const NOT_TYPED = /^(csrfmiddlewaretoken|loaded_revision_|overwrite_revision_id|next$|comments-)/;
let sent;

function valuesOf(data, names) {
  return JSON.stringify(names.map((name) => data.getAll(name).map((value) => value.name ?? value)));
}

document.addEventListener("w-autosave:save", ({ detail }) => (sent = detail.formData));
document.addEventListener("w-autosave:success", ({ target, detail }) => {
  const answered = Object.keys(detail.response?.field_updates ?? {});
  const names = [...new Set(sent.keys())].filter((name) => !NOT_TYPED.test(name) && !answered.includes(name));
  if (valuesOf(sent, names) === valuesOf(new FormData(target), names)) return;
  target.dispatchEvent(new CustomEvent("w-unsaved:add", { bubbles: true, cancelable: true, detail: { type: "edits" } }));
});

// A link to a place in this form, as the list of what is missing has them. Wagtail itself follows such an address only when the
// page is opened with it.
const DEEP_LINK = ":w:contentpath=";

function placeOf(path) {
  const selector = path.split(".").map((part) => `[data-contentpath="${CSS.escape(part)}"]`).join(" ");
  return document.querySelector(selector) ?? document.querySelector(`[id^="panel-"][id*="-${CSS.escape(path.split(".")[0])}-"]`);
}

function showPlace() {
  const [, path] = decodeURIComponent(location.hash).split(DEEP_LINK);
  const place = path && placeOf(path);
  if (!place) return;
  const tab = place.closest("[role='tabpanel']");
  if (tab?.hidden) document.getElementById(tab.getAttribute("aria-labelledby"))?.click();
  for (const closed of place.querySelectorAll("[data-panel-toggle][aria-expanded='false']")) closed.click();
  place.scrollIntoView({ block: "center" });
  place.querySelector("input:not([type='hidden']), textarea, select, [contenteditable='true'], button")?.focus({ preventScroll: true });
}

window.addEventListener("hashchange", showPlace);
