"use strict";
(() => {
  const table = document.getElementById("sites"), rows = [...table.tBodies[0].rows];
  const text = document.getElementById("filter"), kind = document.getElementById("kind"), found = document.getElementById("found");
  const sorter = document.getElementById("sorter");
  const filter = () => {
    const words = text.value.trim().toLowerCase();
    let count = 0;
    for (const row of rows) {
      const shown = (!kind.value || row.dataset.status === kind.value) && row.textContent.toLowerCase().includes(words);
      row.hidden = !shown;
      document.getElementById(row.dataset.section).hidden = !shown;
      count += shown;
    }
    found.textContent = `${count} of ${rows.length} sites`;
  };
  const sort = (column, direction) => {
    const value = (row) => row.cells[column].dataset.value;
    const numeric = rows.every((row) => value(row) === "" || !Number.isNaN(Number(value(row))));
    rows.sort((a, b) => direction * (numeric ? Number(value(a)) - Number(value(b)) : value(a).localeCompare(value(b))));
    table.tBodies[0].append(...rows);
    [...table.tHead.rows[0].cells].forEach((cell, index) => {
      if (index === column) cell.setAttribute("aria-sort", direction > 0 ? "ascending" : "descending");
      else cell.removeAttribute("aria-sort");
    });
  };
  [...table.tHead.rows[0].cells].forEach((cell, index) => {
    const button = cell.querySelector("button");
    if (button) button.addEventListener("click", () => sort(index, cell.getAttribute("aria-sort") === "ascending" ? -1 : 1));
  });
  sorter.addEventListener("change", () => sort(Math.abs(sorter.value) - 1, Math.sign(sorter.value)));
  text.addEventListener("input", filter);
  kind.addEventListener("change", filter);
  document.getElementById("tools").hidden = false;
  filter();
})();
