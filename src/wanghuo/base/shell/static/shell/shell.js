// Small helps over pages that work without them: menus close, dangerous buttons ask, toasts leave, whole lists are ticked.
(() => {
  "use strict";
  const all = (selector, root = document) => [...root.querySelectorAll(selector)];

  const closeMenus = (except) => all("details.wh-menu[open]").forEach((m) => m !== except && (m.open = false));
  document.addEventListener("click", (event) => closeMenus(event.target.closest("details.wh-menu")));
  document.addEventListener("keydown", (event) => {
    if (event.key !== "Escape") return;
    const open = document.querySelector("details.wh-menu[open]");
    closeMenus(null);
    open?.querySelector("summary").focus();
    if (location.hash === "#wh-side") location.hash = "#main";
  });

  // data-confirm="question" on a submit button or link; data-confirm-ok="word on the button".
  const dialog = document.getElementById("wh-confirm");
  let pending = null;
  document.addEventListener(
    "click",
    (event) => {
      const asker = event.target.closest("[data-confirm]");
      if (!asker || !dialog || asker.dataset.confirmed) return;
      event.preventDefault();
      event.stopImmediatePropagation();
      pending = asker;
      dialog.querySelector("[data-question]").textContent = asker.dataset.confirm;
      dialog.querySelector("[data-ok]").textContent = asker.dataset.confirmOk || asker.textContent.trim();
      dialog.showModal();
    },
    true,
  );
  dialog?.addEventListener("close", () => {
    const asker = pending;
    pending = null;
    if (dialog.returnValue !== "ok" || !asker) return void asker?.focus();
    asker.dataset.confirmed = "1";
    asker.click();
    delete asker.dataset.confirmed;
  });

  document.addEventListener("click", (event) => {
    const close = event.target.closest("[data-dismiss]");
    if (close) close.closest(".wh-notice").remove();
    const printer = event.target.closest("[data-print]");
    if (printer) window.print();
  });
  all(".wh-toasts .wh-notice-ok").forEach((toast) => setTimeout(() => toast.remove(), 8000));

  // data-check-all="selector": tick or clear all matching boxes; data-count-of="selector" shows how many are ticked.
  const recount = () =>
    all("[data-count-of]").forEach((out) => {
      const ticked = all(out.dataset.countOf).filter((box) => box.checked).length;
      out.textContent = ticked;
      const bar = out.closest("[data-bulk-bar]");
      if (bar) bar.hidden = ticked === 0;
    });
  document.addEventListener("change", (event) => {
    const master = event.target.closest("[data-check-all]");
    if (master) all(master.dataset.checkAll).forEach((box) => (box.checked = master.checked));
    if (event.target.matches("[data-submit-on-change]")) event.target.form.requestSubmit();
    recount();
  });
  document.addEventListener("htmx:after:swap", recount);
  recount();

  // One press, one request: a form that is on its way cannot be sent again.
  document.addEventListener("submit", (event) => {
    const form = event.target;
    if (form.method !== "post" || event.defaultPrevented) return;
    if (form.dataset.sent) return void event.preventDefault();
    form.dataset.sent = "1";
    // data-while-sent: what a form shows while the server is at work on it.
    all("[data-while-sent]", form).forEach((part) => (part.hidden = false));
    setTimeout(() => delete form.dataset.sent, 5000);
  });
  window.addEventListener("pageshow", () => {
    all("form[data-sent]").forEach((form) => delete form.dataset.sent);
    all("[data-while-sent]").forEach((part) => (part.hidden = true));
  });

  // The CSRF token goes with every htmx request that writes.
  document.addEventListener("htmx:config:request", (event) => {
    const token = document.querySelector('meta[name="csrf-token"]')?.content;
    if (token) event.detail.ctx.request.headers["X-CSRFToken"] = token;
  });
})();
