// Progressive improvements only: every page works without this file.
// Safe under Trusted Types: nodes are built with createElement and textContent, never from markup.

const each = (selector, act, root = document) => root.querySelectorAll(selector).forEach(act);

function focusErrorSummary() {
  const summary = document.querySelector("[data-error-summary]");
  if (summary) summary.focus();
  each("[data-error-summary] a[href^='#']", (link) => {
    link.addEventListener("click", (event) => {
      const target = document.getElementById(decodeURIComponent(link.hash.slice(1)));
      if (!target) return;
      event.preventDefault();
      target.closest("details:not([open])")?.setAttribute("open", "");
      target.scrollIntoView({ block: "center" });
      target.focus({ preventScroll: true });
    });
  });
}

function make(tag, className, text) {
  const node = document.createElement(tag);
  if (className) node.className = className;
  if (text !== undefined) node.textContent = text;
  return node;
}

function confirmDialog(form) {
  const dialog = make("dialog", "dialog");
  const title = make("h2", "", form.dataset.confirmTitle || form.dataset.confirm);
  title.id = `confirm-${crypto.randomUUID()}`;
  dialog.setAttribute("aria-labelledby", title.id);
  dialog.append(title);
  if (form.dataset.confirmTitle) dialog.append(make("p", "", form.dataset.confirm));
  const actions = make("div", "actions");
  const cancel = make("button", "button button--secondary", form.dataset.confirmCancel);
  const accept = make("button", form.dataset.confirmTone === "danger" ? "button button--danger" : "button", form.dataset.confirmOk);
  cancel.type = accept.type = "button";
  actions.append(cancel, accept);
  dialog.append(actions);
  return { dialog, cancel, accept };
}

function askBeforeSubmit(form) {
  form.addEventListener("submit", (event) => {
    if (form.dataset.confirmed) return;
    event.preventDefault();
    event.stopImmediatePropagation();
    const submitter = event.submitter ?? undefined;
    const { dialog, cancel, accept } = confirmDialog(form);
    cancel.addEventListener("click", () => dialog.close());
    accept.addEventListener("click", () => {
      form.dataset.confirmed = "yes";
      dialog.close();
      form.requestSubmit(submitter);
    });
    dialog.addEventListener("close", () => dialog.remove());
    document.body.append(dialog);
    dialog.showModal();
    cancel.focus();
  });
}

function guardDoubleSubmit(form) {
  const buttons = () => form.querySelectorAll("button[type='submit'], input[type='submit']");
  const release = () => {
    delete form.dataset.sending;
    delete form.dataset.confirmed;
    buttons().forEach((button) => button.removeAttribute("aria-disabled"));
  };
  form.addEventListener("submit", (event) => {
    if (form.dataset.sending) {
      event.preventDefault();
      return;
    }
    form.dataset.sending = "yes";
    buttons().forEach((button) => button.setAttribute("aria-disabled", "true"));
    setTimeout(release, 8000);
  });
  addEventListener("pageshow", release);
}

function warnUnsaved() {
  const dirty = new Set();
  each("form[data-warn-unsaved]", (form) => {
    form.addEventListener("input", () => dirty.add(form));
    form.addEventListener("submit", () => dirty.delete(form));
  });
  addEventListener("beforeunload", (event) => {
    if (dirty.size) event.preventDefault();
  });
}

function countCharacters(note) {
  const control = document.getElementById(note.dataset.countFor);
  const limit = Number(note.dataset.countMax);
  if (!control || !limit) return;
  const live = make("span", "visually-hidden");
  live.setAttribute("role", "status");
  note.after(live);
  let later;
  const show = () => {
    const left = limit - [...control.value.replace(/\r\n?|\n/g, "\r\n")].length;
    const text = left < 0 ? note.dataset.countOver : note.dataset.countLeft;
    note.textContent = text.replace("{n}", Math.abs(left).toLocaleString());
    note.classList.toggle("is-over", left < 0);
    clearTimeout(later);
    later = setTimeout(() => { live.textContent = left < limit * 0.1 ? note.textContent : ""; }, 1000);
  };
  control.addEventListener("input", show);
  show();
}

function openDialogs() {
  each("[data-dialog]", (opener) => {
    const dialog = document.getElementById(opener.dataset.dialog);
    if (!(dialog instanceof HTMLDialogElement)) return;
    opener.addEventListener("click", (event) => {
      event.preventDefault();
      dialog.showModal();
    });
  });
  each("[data-dialog-close]", (closer) => {
    closer.addEventListener("click", (event) => {
      event.preventDefault();
      closer.closest("dialog")?.close();
    });
  });
}

async function followProgress(panel) {
  const bar = panel.querySelector("progress");
  const text = panel.querySelector("[data-progress-text]");
  panel.querySelector("[data-progress-reload]")?.setAttribute("hidden", "");
  let wait = 1500;
  while (panel.isConnected) {
    await new Promise((resolve) => setTimeout(resolve, wait));
    if (document.hidden) continue;
    try {
      const answer = await fetch(panel.dataset.progressUrl, { headers: { Accept: "application/json" }, credentials: "same-origin" });
      if (!answer.ok) throw new Error(String(answer.status));
      const { value, max, text: words, finished } = await answer.json();
      if (max) {
        bar.max = max;
        bar.value = value ?? 0;
      }
      if (words) text.textContent = words;
      if (finished) {
        location.reload();
        return;
      }
      wait = 1500;
    } catch {
      wait = Math.min(wait * 2, 30000);
      if (wait === 30000) panel.querySelector("[data-progress-reload]")?.removeAttribute("hidden");
    }
  }
}

function showCurrentNavigation() {
  each(".nav ul, .tabs", (list) => {
    const current = list.querySelector("[aria-current]");
    if (current && list.scrollWidth > list.clientWidth) {
      list.scrollLeft = current.offsetLeft - (list.clientWidth - current.offsetWidth) / 2;
    }
  });
}

function makeScrollableReachable() {
  each(".table-scroll", (box) => {
    if (box.scrollWidth > box.clientWidth) box.tabIndex = 0;
  });
}

function closeMenus() {
  each("details.menu", (menu) => {
    document.addEventListener("click", (event) => {
      if (!menu.contains(event.target)) menu.open = false;
    });
    menu.addEventListener("keydown", (event) => {
      if (event.key !== "Escape" || !menu.open) return;
      menu.open = false;
      menu.querySelector("summary").focus();
    });
  });
}

function printPage() {
  each("[data-print]", (button) => {
    button.hidden = false;
    button.addEventListener("click", () => print());
  });
}

focusErrorSummary();
each("form[data-confirm]", askBeforeSubmit);
each("form[method='post']", guardDoubleSubmit);
warnUnsaved();
each("[data-count-for]", countCharacters);
openDialogs();
each("[data-progress-url]", followProgress);
showCurrentNavigation();
makeScrollableReachable();
closeMenus();
printPage();
