"use strict";
(() => {
  const tip = document.getElementById("tip");
  let current = null;
  const show = (mark) => {
    if (current) current.classList.remove("current");
    current = mark;
    tip.hidden = !mark;
    if (mark) { mark.classList.add("current"); tip.textContent = mark.dataset.tip; }
  };
  const place = (event) => {
    const wide = innerWidth > 640 && event.pointerType === "mouse";
    tip.style.left = wide ? `${Math.min(event.clientX + 12, innerWidth - tip.offsetWidth - 24)}px` : "";
    tip.style.bottom = wide ? `${innerHeight - event.clientY + 8}px` : "";
  };
  document.addEventListener("pointerover", (event) => {
    const mark = event.target.closest("[data-tip]");
    if (mark !== current) show(mark);
  });
  document.addEventListener("pointermove", (event) => { if (current) place(event); });
  document.addEventListener("keydown", (event) => {
    if (event.key === "Escape") return show(null);
    const chart = document.activeElement && document.activeElement.closest("[data-chart]");
    const step = { ArrowRight: 1, ArrowDown: 1, ArrowLeft: -1, ArrowUp: -1 }[event.key];
    if (!chart || !step) return;
    const marks = [...chart.querySelectorAll("[data-tip]")];
    if (!marks.length) return;
    event.preventDefault();
    const at = marks.indexOf(current);
    tip.style.left = tip.style.bottom = "";
    show(marks[at < 0 ? (step > 0 ? 0 : marks.length - 1) : Math.min(Math.max(at + step, 0), marks.length - 1)]);
  });
  document.addEventListener("focusout", () => show(null));
})();
