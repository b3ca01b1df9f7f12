// In Wagtail's page editor: once the form is on its way, nothing is saved beside it. A decision in a workflow adds fields to
// the form, which autosave would take for a change and send again, decision included. The event is jQuery's, since a decision
// with a comment is sent by jQuery.
window.jQuery?.(document).on("submit", "[data-edit-form]", (event) => {
  event.target.dataset.wAutosaveActiveValue = "false";
});

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
