// In Wagtail's page editor: once the form is on its way, nothing is saved beside it. A decision in a workflow adds fields to
// the form, which autosave would take for a change and send again, decision included. The event is jQuery's, since a decision
// with a comment is sent by jQuery.
window.jQuery?.(document).on("submit", "[data-edit-form]", (event) => {
  event.target.dataset.wAutosaveActiveValue = "false";
});
