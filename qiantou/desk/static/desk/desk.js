/* What a script adds to pages that work without one: keys, no second press, the first error in view.
   Keys: j and k walk the list, / goes to the search, ? opens help; data-keys="off" on <html> silences them. */
"use strict";
(() => {
  const typing = (node) => node.closest("input, select, textarea, [contenteditable]");
  const rows = () => [...document.querySelectorAll("[data-row]")].filter((row) => row.offsetParent);

  function walk(step) {
    const all = rows();
    const here = all.findIndex((row) => row.contains(document.activeElement));
    const next = all[here < 0 ? (step > 0 ? 0 : all.length - 1) : here + step];
    next?.querySelector("a, button")?.focus();
  }

  const keys = {
    j: () => walk(1),
    k: () => walk(-1),
    "/": () => document.querySelector("input[type=search]")?.focus(),
    "?": () => document.querySelector("a[data-help]")?.click(),
  };

  document.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey || event.isComposing) return;
    if (document.documentElement.dataset.keys === "off" || typing(event.target) || !keys[event.key]) return;
    event.preventDefault();
    keys[event.key]();
  });

  // A move is sent once: the server refuses a second one by its command id, and the page says so by its button.
  document.addEventListener("submit", (event) => {
    const form = event.target;
    if (form.method !== "post" || "again" in form.dataset) return; // data-again: a form that answers with a file
    if (form.dataset.sent) {
      event.preventDefault();
      event.stopImmediatePropagation();
      return;
    }
    form.dataset.sent = "yes";
    for (const button of form.querySelectorAll("button")) button.setAttribute("aria-disabled", "true");
  }, true);

  function release(form) {
    if (!form) return;
    delete form.dataset.sent;
    for (const button of form.querySelectorAll("button")) button.removeAttribute("aria-disabled");
  }
  // The browser's back button brings a sent form back; an answer to one form frees no other.
  window.addEventListener("pageshow", () => document.querySelectorAll("form[data-sent]").forEach(release));
  document.addEventListener("htmx:afterRequest", (event) => release(event.detail.elt.closest("form")));

  function showFirstError(root) {
    const field = root.querySelector("[aria-invalid=true]") || root.querySelector(".refusal");
    if (!field) return;
    field.closest("details")?.setAttribute("open", "");
    field.focus();
  }
  document.addEventListener("htmx:afterSwap", (event) => showFirstError(event.target));
  document.addEventListener("DOMContentLoaded", () => showFirstError(document));

  document.addEventListener("change", (event) => {
    const all = event.target.closest("input[data-all]");
    if (!all) return;
    const group = all.form ?? document;
    for (const box of group.querySelectorAll(`input[name="${all.dataset.all}"]`)) box.checked = all.checked;
  });
  for (const all of document.querySelectorAll("input[data-all]")) all.hidden = false; // without a script it does nothing
})();
